import { Code, ConnectError } from '@connectrpc/connect'
import type { KeptMeasures } from '@vitrine/contracts/tryon/v1/kept-measures'
import { timeOf } from '../answers/texts.ts'
import { operations } from '../client.ts'
import type { Peers } from '../peers.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import type { MyMeasures } from '../schemas/measures.ts'
import { viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'

/** Of a body: no answer of these is kept by anybody, so no key replays one; the same measures twice are the same measures. */
const ofABody = { policy: 'customer', idempotency: 'none', cache: 'none', personal: true, graphql: 'field' } as const

/** What a person keeps of their own size, so as not to type it twice. */
export const measureOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    ...operations.myMeasures,
    ...ofABody,
    name: 'myMeasures',
    summary: 'The measures the caller keeps here; empty when there are none.',
    rate: 'read',
    deadlineMs: 2_000,
    refusals: [],
    rest: { method: 'GET', path: '/v1/me/measures' },
    handler: async (_, call) => done(await measuresKept(peers, viewerOf(call).customerId, call)),
  }),

  operation({
    ...operations.keepMeasures,
    ...ofABody,
    name: 'keepMeasures',
    summary: 'Keeps measures of the caller for a year, sealed, with consent, in the place of all that was kept.',
    rate: 'write',
    deadlineMs: 5_000,
    refusals: ['bad-input'],
    rest: { method: 'PUT', path: '/v1/me/measures' },
    async handler({ consent: _, ...measures }, call) {
      const { measures: kept } = await peers.keptMeasures.putMeasures({ accountId: viewerOf(call).customerId, measures }, call.within())
      return done(measuresAnswer(kept))
    },
  }),

  operation({
    ...operations.removeMeasures,
    ...ofABody,
    name: 'removeMeasures',
    summary: 'Erases the measures the caller keeps here. Twice is once.',
    rate: 'write',
    deadlineMs: 5_000,
    refusals: [],
    rest: { method: 'DELETE', path: '/v1/me/measures' },
    async handler(_, call) {
      await peers.keptMeasures.removeMeasures({ accountId: viewerOf(call).customerId }, call.within())
      return done({})
    },
  }),
]

/** Nothing kept is no fault. */
export async function measuresKept(peers: Peers, accountId: string, { within }: Pick<Call, 'within'>): Promise<MyMeasures> {
  try {
    return measuresAnswer((await peers.keptMeasures.getMeasures({ accountId }, within())).measures)
  } catch (error) {
    if (error instanceof ConnectError && error.code === Code.NotFound) return {}
    throw error
  }
}

function measuresAnswer(kept: KeptMeasures | undefined): MyMeasures {
  if (!kept) throw new Error('try-on answered without the measures')
  const { pd, pair, faceWidthMm, keptAt, eraseAt } = kept
  const method = (['typed', 'card', 'iris'] as const).find((one) => one === pd?.method)
  return {
    ...(pd && method && { pd: { mm: pd.mm, errorMm: pd.errorMm, method } }),
    ...(pair && { pair: { lensWidthMm: pair.lensWidthMm, bridgeMm: pair.bridgeMm, templeMm: pair.templeMm } }),
    ...(faceWidthMm !== undefined && { faceWidthMm }),
    ...(keptAt && { keptAt: timeOf(keptAt) }),
    ...(eraseAt && { eraseAt: timeOf(eraseAt) }),
  }
}
