import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import { Code, ConnectError } from '@connectrpc/connect'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Account, Identity } from '../guards/identity.ts'
import { guest } from '../guards/identity.ts'
import { holds } from '../guards/rights.ts'
import { peersOver, type Peers } from '../peers.ts'
import type { ServerParts } from '../server.ts'
import { ownOrigins } from '../settings.ts'
import { liveFeed, type LiveFeed, type Told } from './live-feed.ts'
import { readJson } from './read-json.ts'
import { whoConnects } from './who-connects.ts'

/** Why a socket is closed. Source: api.md, live messages; 1009 is ws's own for a frame above the limit. */
const closing = { unauthorised: 4401, foreignTopic: 4403, tooMany: 4429 } as const

const message = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), token: z.string().max(4_000) }),
  z.strictObject({
    type: z.literal('subscribe'),
    topic: z.string().max(160),
    after: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), topic: z.string().max(160) }),
])

const id = '[\\w.-]{1,128}'

export interface Topic {
  /** For docs/api.md. */
  readonly name: string
  readonly who: string
  readonly pattern: RegExp
  /** The topic as messages carry it when this caller may hear it; undefined when not. */
  readonly allow: (match: RegExpExecArray, identity: Identity, peers: Peers) => Promise<string | undefined>
}

/** Every topic and who may hear it. A topic without a rule cannot be written here. */
export const topics: readonly Topic[] = [
  { name: 'stock:{variantId}', who: 'anyone', pattern: new RegExp(`^stock:${id}$`), allow: async ([topic]) => topic },
  {
    // orders knows whose it is: a guest's answers to whoever knows its id.
    name: 'order:{id}',
    who: 'whoever may see the order',
    pattern: new RegExp(`^order:(${id})$`),
    allow: async ([topic, orderId = ''], identity, peers) => {
      const viewer = { customerId: identity.kind === 'account' ? identity.accountId : '', staff: isOrderStaff(identity) }
      try {
        await peers.orders.getOrder({ orderId, viewer }, { timeoutMs: 2_000 })
        return topic
      } catch (error) {
        if (error instanceof ConnectError && [Code.NotFound, Code.PermissionDenied, Code.InvalidArgument].includes(error.code))
          return undefined
        throw error
      }
    },
  },
  {
    name: 'me',
    who: 'anybody signed in',
    pattern: /^me$/,
    allow: async (_, identity) => (identity.kind === 'account' ? `me:${identity.accountId}` : undefined),
  },
  {
    name: 'admin:orders',
    who: 'staff:orders',
    pattern: /^admin:orders$/,
    allow: async ([topic], identity) => (isOrderStaff(identity) ? topic : undefined),
  },
]

const isOrderStaff = (identity: Identity): boolean => identity.kind === 'account' && holds(identity.roles, 'orders')

const mostTopics = 50
/** Above this a reader is slow: only the newest message of each topic waits for it. */
const slowBytes = 65_536

/** Opens `/ws`: a browser comes with its cookie and is checked for its origin, others send `hello` with a token first. */
export async function openLive(app: FastifyInstance, { needs, settings, readToken, jar }: ServerParts): Promise<void> {
  const feed = liveFeed(needs.pool, needs.log)
  const peers = peersOver(needs.peer)
  const origins = ownOrigins(settings)
  app.addHook('preClose', async () => {
    for (const socket of app.websocketServer.clients) socket.close(1001, 'come back')
  })
  await app.register(websocket, { options: { maxPayload: 1_048_576 } })
  app.addHook('onClose', () => feed.stop())
  app.get('/ws', { websocket: true }, async (socket, { headers }) => {
    const early: Buffer[] = []
    const keep = (data: Buffer) => void (early.length < 20 && early.push(data))
    socket.on('message', keep) // what comes while the cookie is read is not lost
    const who = await whoConnects(headers, { origins, jar, readToken })
    if (who.outcome === 'foreign-page') return socket.close(closing.foreignTopic, 'foreign origin')
    if (who.outcome !== 'known') return socket.close(closing.unauthorised, 'unauthorised')
    socket.off('message', keep)
    serve(socket, who.account, { feed, peers, readToken, early })
  })
}

interface SocketNeeds {
  readonly feed: LiveFeed
  readonly peers: Peers
  readonly readToken: (token: string) => Promise<Account | undefined>
  readonly early: readonly Buffer[]
}

interface Subscription {
  /** What the listener calls the topic. */
  readonly name: string
  /** Messages that were read from the past, and may yet come from the feed. */
  readonly sent: Set<string>
  /** Those that came from the feed while the past is being read. */
  held: Told[] | undefined
}

function serve(socket: WebSocket, account: Account | undefined, { feed, peers, readToken, early }: SocketNeeds): void {
  let identity: Identity = account ?? guest
  /** By the topic messages carry. */
  const subscriptions = new Map<string, Subscription>()
  const waiting = new Map<string, Told>()

  const send = ({ id: number, topic, type, data }: Told) => {
    const name = subscriptions.get(topic)?.name
    if (name === undefined) return
    if (socket.bufferedAmount > slowBytes) return void waiting.set(topic, { id: number, topic, type, data })
    socket.send(JSON.stringify({ topic: name, id: number, type, data }), () => {
      if (waiting.size === 0 || socket.bufferedAmount > slowBytes) return
      const newest = [...waiting.values()]
      waiting.clear()
      for (const one of newest) send(one)
    })
  }
  const listening = feed.listen((told) => {
    const subscription = subscriptions.get(told.topic)
    if (subscription?.held) subscription.held.push(told)
    else if (!subscription?.sent.delete(told.id)) send(told)
  })
  socket.on('close', () => listening.stop())
  socket.on('error', () => {}) // a frame too large or a lost connection: `close` follows

  async function hear(data: Buffer): Promise<void> {
    const parsed = message.safeParse(readJson(data))
    if (!parsed.success) return void socket.send(JSON.stringify({ type: 'error', code: 'bad-input' }))
    const asked = parsed.data
    switch (asked.type) {
      case 'hello': {
        const named = await readToken(asked.token)
        if (!named) return socket.close(closing.unauthorised, 'unauthorised')
        identity = named
        return socket.send(JSON.stringify({ type: 'welcome' }))
      }
      case 'subscribe': {
        if (subscriptions.size >= mostTopics) return socket.close(closing.tooMany, 'too many topics')
        const topic = await allowed(asked.topic)
        if (topic === undefined) return socket.close(closing.foreignTopic, 'foreign topic')
        return await subscribe(topic, asked.topic, asked.after)
      }
      case 'unsubscribe':
        for (const [topic, { name }] of subscriptions) if (name === asked.topic) subscriptions.delete(topic)
    }
  }

  /** What comes while the past is read is held: each message is sent once, those of the past first. */
  async function subscribe(topic: string, name: string, after: string | undefined): Promise<void> {
    const held: Told[] = []
    const subscription: Subscription = { name, sent: new Set(), held }
    subscriptions.set(topic, subscription)
    await listening.begun
    const missed = after === undefined ? [] : await feed.after(topic, after)
    socket.send(JSON.stringify({ type: 'subscribed', topic: name }))
    for (const told of missed) {
      subscription.sent.add(told.id)
      send(told)
    }
    subscription.held = undefined
    for (const told of held) if (!subscription.sent.delete(told.id)) send(told)
  }

  async function allowed(asked: string): Promise<string | undefined> {
    for (const { pattern, allow } of topics) {
      const match = pattern.exec(asked)
      if (match) return allow(match, identity, peers)
    }
    return undefined
  }

  // One after the other: a subscription waits for the hello before it.
  let last: Promise<void> = Promise.resolve()
  let queued = 0
  const take = (data: Buffer) => {
    if (queued >= 20) return // a flood drops frames, not the process
    queued++
    last = last
      .then(() => hear(data))
      .catch(() => socket.close(1011, 'try again'))
      .finally(() => void queued--)
  }
  for (const data of early) take(data)
  socket.on('message', take)
}
