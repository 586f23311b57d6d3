import { randomBytes } from 'node:crypto'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { AccountErasedSchema, SessionEndedSchema } from '@vitrine/contracts/accounts/v1/events'
import { derivedKey } from '@vitrine/platform/sealing/seal'
import type { Needs, Service } from '@vitrine/platform/service'
import type { FastifyPluginAsync } from 'fastify'
import type { JSONWebKeySet } from 'jose'
import { pictureAddresses } from './answers/picture-addresses.ts'
import type { GatewayClient } from './client.ts'
import { openDoor } from './door.ts'
import { cookieJar } from './guards/cookies.ts'
import { forgetAnswers, idempotency } from './guards/idempotency.ts'
import { readAccessTokens } from './guards/identity.ts'
import { rateLimits } from './guards/rate-limit.ts'
import { withSealedCodes } from './guards/sealed-codes.ts'
import { forgetRevocations, revocations, revoking } from './guards/revocations.ts'
import { staffActs } from './guards/staff-acts.ts'
import { inProcessClient } from './in-process-client.ts'
import { forgetLive, liveEvents, liveMessages, toldAsTheyCome } from './realtime/live-events.ts'
import { peersOver } from './peers.ts'
import { operationsOver } from './registry.ts'
import { checkRegistry } from './route-registry.ts'
import { openServer } from './server.ts'
import { ownOrigins, readSettings } from './settings.ts'

const forgettingAnswers = `
  delete from gateway.idempotency where starts_with(scope, $1) or position(lower($2) in lower(answer)) > 0`
const forgettingMessages = `
  delete from gateway.live_message where position($1 in topic) > 0 or position(lower($2) in lower(data::text)) > 0`

/** The gateway's own data: keys of calls, ended sessions, live messages. Runs like a service and answers no calls of others. */
export const gatewayService = {
  name: 'gateway',
  migrations: 'gateway/migrations',
  hears: [SessionEndedSchema.typeName, AccountErasedSchema.typeName, ...Object.keys(liveMessages)],
  checks: [
    {
      invariant: 'I8 a call that ran has its answer within an hour',
      text: `select scope || ' ' || key from gateway.idempotency
        where running_until < now() - interval '1 hour' and running_until > '-infinity'`,
    },
  ],
  books: {},
  start: ({ pool }) => ({
    routes: () => {},
    handlers: {
      [SessionEndedSchema.typeName]: async ({ body }, tx) => {
        await tx.query(revoking, [fromJson(SessionEndedSchema, body as JsonValue).sessionId])
      },
      // Answers kept for who asks again, and live messages: what names the person, and what was a guest's under the same address.
      [AccountErasedSchema.typeName]: async ({ body }, tx) => {
        const { accountId, email } = fromJson(AccountErasedSchema, body as JsonValue)
        await tx.query(forgettingAnswers, [`account:${accountId} `, email])
        await tx.query(forgettingMessages, [accountId, email])
      },
      ...liveEvents(),
    },
    apart: Object.keys(liveMessages),
    ownMark: toldAsTheyCome(pool),
    jobs: [
      { name: 'gateway forgets answers', everyMs: 3_600_000, run: () => forgetAnswers(pool).then(() => 0) },
      { name: 'gateway forgets ended sessions', everyMs: 3_600_000, run: () => forgetRevocations(pool).then(() => 0) },
      { name: 'gateway forgets live messages', everyMs: 600_000, run: () => forgetLive(pool).then(() => 0) },
    ],
  }),
} satisfies Service

export interface Gateway {
  /** Every operation, GraphQL, docs and sockets, at the root of a server; `takePrefix` shows it below an address of another. */
  readonly plugin: FastifyPluginAsync
  /** For pages rendered in this process. */
  readonly client: GatewayClient
  stop(): Promise<void>
}

export type GatewayNeeds = Pick<Needs, 'pool' | 'peer' | 'clock' | 'ids' | 'log' | 'settings' | 'asset' | 'published'>

/** Opens the door: reads settings and ended sessions, proves the registry. Rejects when an operation says too little about itself. */
export async function openGateway(needs: GatewayNeeds): Promise<Gateway> {
  const { pool, peer, clock, ids, log } = needs
  const settings = readSettings(needs.settings)
  const peers = peersOver(peer)
  const jar = cookieJar(settings.publicUrl)
  const ended = revocations(pool)
  await ended.reload()
  const pictures = pictureAddresses(settings.mediaKey, settings.assetBaseUrl)
  const { publicUrl, currency, country, returnAddress } = settings
  const operations = operationsOver({ peers, pictures, jar, revocations: ended, clock, currency, country, publicUrl, returnAddress })
  checkRegistry(operations)

  const fetchKeys = async () => {
    const { jwksJson, issuer, audience } = await peers.accounts.getKeys({}, { timeoutMs: 2_000 })
    return { jwks: JSON.parse(jwksJson) as JSONWebKeySet, issuer, audience }
  }
  const readToken = readAccessTokens({ fetchKeys, isRevoked: ended.isRevoked, clock, hs256Secret: settings.hs256Secret })
  const limits = rateLimits(settings.most)
  const door = openDoor({
    readToken,
    jar,
    ownOrigins: ownOrigins(settings),
    limits,
    once: withSealedCodes(idempotency(pool, ids), derivedKey(settings.mediaKey, 'vitrine codes in kept answers'), randomBytes),
    staffActed: staffActs(needs),
    ids,
    log,
    provesAnswers: !settings.isProduction,
  })
  const plugin = openServer({ needs, settings, operations, door, readToken, jar, limits, fetchKeys })
  const reloading = setInterval(
    () => void ended.reload().catch((error: unknown) => log.warn({ err: error }, 'ended sessions not reloaded')),
    2_000,
  )
  return {
    plugin,
    client: inProcessClient(operations, door, ids, '/api'),
    async stop() {
      clearInterval(reloading)
    },
  }
}
