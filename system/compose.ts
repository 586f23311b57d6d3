import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectRouter, Transport } from '@connectrpc/connect'
import { createClient } from '@connectrpc/connect'
import { InboxService } from '@vitrine/contracts/inbox/v1'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { deepFreeze } from '@vitrine/platform/deep-freeze'
import { forgetHandled, openInbox } from '@vitrine/platform/events/inbox'
import { type DomainEvent, eventMigrations, startRelay } from '@vitrine/platform/events/outbox'
import { startJobs } from '@vitrine/platform/jobs'
import type { Breakers } from '@vitrine/platform/rpc/breaker'
import { carrying } from '@vitrine/platform/rpc/carried-context'
import { directTransport, hasSideEffects, type Routes } from '@vitrine/platform/rpc/direct-transport'
import type { Needs, Running, Service } from '@vitrine/platform/service'
import { migrateAll } from '@vitrine/platform/sql/migrate'
import type pg from 'pg'
import { inboxRpc } from './inbox-rpc.ts'
import { verifyRpc } from './verify-rpc.ts'

/** What all services of a process share. The rest of `Needs` is made here for each. */
export interface Shared extends Omit<Needs, 'pool' | 'peer' | 'published'> {
  /** The database of each service: one for all when alone, one each when spread out. */
  readonly poolOf: (service: string) => pg.Pool
}

export interface ComposeOptions extends Shared {
  /** Those that run in this process. */
  readonly services: readonly Service[]
  /** Every service of the shop, here or elsewhere: who hears what. `services` when absent. */
  readonly all?: readonly Pick<Service, 'name' | 'hears'>[]
  /** Services that run in other processes, by gRPC URL. */
  readonly elsewhere?: Readonly<Record<string, string>>
  /** Keep from waiting for those. */
  readonly breakers?: Breakers
  /** Reads, and events, are shared between services of one process and may not be written to; development and tests make that throw. */
  readonly reads?: 'shared' | 'frozen'
  /** Called after a service committed something that others hear about, and after it handled what it heard. */
  readonly changed?: (service: string) => void
  /** False leaves events and due work lying until `carry`, or for tests that move them by hand. */
  readonly background?: boolean
}

export interface Composition {
  /** How anybody here reaches a service. */
  readonly peer: (name: string) => Transport
  /** What a service of this process answers, its inbox and its books included, for serving it to other processes. */
  readonly routes: (name: string) => Routes
  /** Carries events and does due work from now on. */
  readonly carry: () => void
  /** Hands events to every service that hears them, as a relay would. */
  readonly deliver: (event: DomainEvent) => Promise<void>
  /** What runs here, by name: for the jobs of a test. */
  readonly running: ReadonlyMap<string, Running>
  /** Sends and handles events until nothing is left to do. For tests without background work. */
  readonly settle: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** The network is loaded where something runs elsewhere: alone, no start waits for it. */
async function callAway(elsewhere: Readonly<Record<string, string>>, breakers: Breakers | undefined) {
  const entries = Object.entries(elsewhere)
  if (entries.length === 0) return new Map<string, never>()
  const { grpcTransport } = await import('@vitrine/platform/rpc/grpc')
  return new Map(entries.map(([name, url]) => [name, grpcTransport(url, breakers?.of(name))]))
}

const day = 24 * 60 * 60 * 1_000
/** Half a second for the whole shop. */
const betweenMs = 40

/** Runs these services together in one process: migrates, starts, and carries events from one to the other. */
export async function compose(options: ComposeOptions): Promise<Composition> {
  const { services, all = services, elsewhere = {}, reads = 'frozen', background = true, changed, poolOf, asset, log } = options
  const running = new Map<string, Running>()
  const inboxes = new Map<string, ReturnType<typeof openInbox>>()
  const relays = new Map<string, ReturnType<typeof startRelay>>()
  const remotes = await callAway(elsewhere, options.breakers)
  const calledAway = new Map([...remotes].map(([name, remote]) => [name, carrying(remote, true)]))
  const unforeseen = (cause: unknown) => log.error({ err: cause }, 'a service failed')
  const warn = (line: string) => log.warn(line)

  const routes = (name: string) => (router: ConnectRouter) => {
    running.get(name)?.routes(router)
    const service = services.find((found) => found.name === name)
    const inbox = inboxes.get(name)
    if (inbox) router.service(InboxService, inboxRpc(inbox))
    if (service) router.service(VerifyService, verifyRpc(service, poolOf(name)))
  }
  const directly = new Map(
    services.map(({ name }) => {
      const handover = (method: Parameters<typeof hasSideEffects>[0]) => (hasSideEffects(method) ? 'copied' : reads)
      return [name, carrying(directTransport(routes(name), { handover, unforeseen }), false)]
    }),
  )
  function peer(name: string): Transport {
    const transport = directly.get(name) ?? calledAway.get(name)
    if (!transport) throw new Error(`${name} is neither in this process nor given a URL (${name.toUpperCase()}_URL)`)
    return transport
  }

  const consumersOf = (type: string) => all.filter(({ hears }) => hears.includes(type)).map(({ name }) => name)
  async function deliverTo(consumer: string, events: readonly DomainEvent[]) {
    if (reads === 'frozen') for (const { body } of events) deepFreeze(body) // all consumers of this process hold the same
    const inbox = inboxes.get(consumer)
    if (inbox) return inbox.accept(events)
    const messages = events.map(({ id, type, key, body }) => ({ id, type, key, bodyJson: JSON.stringify(body) }))
    await createClient(InboxService, peer(consumer)).deliver({ events: messages }, { timeoutMs: 5_000 })
  }

  const folder = (path: string) => new URL(`${asset(path).href}/`)
  for (const pool of new Set(services.map(({ name }) => poolOf(name)))) {
    const own = services.filter(({ name }) => poolOf(name) === pool)
    await migrateAll(
      pool,
      own.map(({ name, migrations }) => ({ schema: name, folders: [folder(eventMigrations), folder(migrations)] })),
    )
  }
  for (const { name, hears, start } of services) {
    const pool = poolOf(name)
    const wake = () => {
      relays.get(name)?.wake()
      changed?.(name)
    }
    const own = await start({ ...options, log: log.child({ service: name }), pool, peer, published: wake })
    const handlers = own.handlers ?? {}
    for (const type of hears) if (!handlers[type]) throw new Error(`${name} says it hears ${type} and has no handler for it`)
    running.set(name, own)
    const handled = (told: boolean) => (told ? wake() : changed?.(name))
    const { apart = [], ownMark, passesBy = () => false } = own
    inboxes.set(name, openInbox({ pool, schema: name, handlers, apart, ownMark, passesBy, handled, log: warn }))
  }
  const jobs: ReturnType<typeof startJobs>[] = []
  let isStopping = false
  let begun: Promise<void> | undefined
  /** One service after the other: all at once they would open every connection of the pool, and then look for work in step for ever. */
  async function carryEach() {
    for (const { name, hears } of services) {
      if (isStopping) return
      relays.set(name, startRelay({ pool: poolOf(name), schema: name, consumersOf, deliver: deliverTo, log: warn }))
      if (hears.length > 0) inboxes.get(name)?.start()
      const tidy = { name: `${name} forgets`, everyMs: day, run: () => forgetHandled(poolOf(name), name).then(() => 0) }
      jobs.push(startJobs([...(running.get(name)?.jobs ?? []), tidy], warn))
      await sleep(betweenMs)
    }
  }
  const carry = () => void (begun ??= carryEach())
  if (background) carry()

  async function settle() {
    for (let did = 1; did > 0; ) {
      did = 0
      for (const { name } of services) {
        const relay = startRelay({ pool: poolOf(name), schema: name, consumersOf, deliver: deliverTo, pollMs: 3_600_000, log: warn })
        did += await relay.round()
        // A relay looks by itself when it starts: what it took then has arrived once it has stopped.
        await relay.stop()
      }
      const handled = await Promise.all([...inboxes.values()].map((inbox) => inbox.round()))
      for (const count of handled) did += count
    }
  }

  async function stop() {
    isStopping = true
    await begun
    await Promise.all(jobs.map((some) => some.stop()))
    await Promise.all([...relays.values()].map((relay) => relay.stop()))
    await Promise.all([...inboxes.values()].map((inbox) => inbox.stop()))
    for (const own of running.values()) await own.stop?.()
    for (const remote of remotes.values()) remote.close()
  }
  const deliver = async (event: DomainEvent) => {
    await Promise.all(consumersOf(event.type).map((consumer) => deliverTo(consumer, [event])))
  }
  return { peer, routes, carry, deliver, running, settle, stop }
}
