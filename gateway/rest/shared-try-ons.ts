import type { Share } from '@vitrine/contracts/tryon/v1/shares'
import { frameAnswer, frameMessage } from '../answers/frame-answer.ts'
import { timeOf } from '../answers/texts.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'
import { photoRefusals, refusalOfPhoto } from './try-on.ts'

const ofALink = { policy: 'anyone', idempotency: 'none', cache: 'none', personal: true } as const

/** Frames shown to others by a link (TRY-6): with a face only where its owner sent it for that. */
export const sharedTryOnOperations = ({ peers, publicUrl }: DoorParts): Operation[] => [
  operation({
    ...operations.shareTryOn,
    ...ofALink,
    name: 'shareTryOn',
    summary: 'Shares up to four frames by a link, for 30 days; with a photo and the consent to it also a face, for 24 hours.',
    rate: 'picture',
    deadlineMs: 15_000,
    bodyLimitBytes: 10_600_000,
    refusals: ['not-found', 'consent-needed', ...photoRefusals],
    rest: { method: 'POST', path: '/v1/try-on/shares', body: 'multipart' },
    graphql: 'none: photos travel as multipart forms',
    async handler({ variantIds, photo, pdMm, consent }, call) {
      if (photo && !consent) return refuse('consent-needed')
      const { variants } = await peers.catalog.getVariants({ variantIds }, call.within())
      const known = new Map(variants.filter(({ onSale }) => onSale).map((one) => [one.variantId, frameAnswer(one, call.locale)]))
      const frames = variantIds.flatMap((id) => known.get(id) ?? [])
      if (frames.length < variantIds.length) return refuse('not-found')
      const [shareId, ownId] = [call.newId, call.ids()]
      const { result } = await peers.shares.shareFrames(
        {
          ...{ shareId, ownId, accountId: viewerOf(call).customerId, frames: frames.map(frameMessage) },
          ...(photo && { photo }),
          ...(pdMm !== undefined && { pdMm }),
        },
        call.within(),
      )
      if (result.case !== 'shared') return refusalOfPhoto(result.value?.code)
      const url = `${publicUrl}${call.locale === 'fr' ? '' : `/${call.locale}`}/try/shared/${shareId}`
      return done({ shareId, ownId, url, ...timesOf(result.value) }, 201)
    },
  }),

  operation({
    ...operations.sharedTryOn,
    ...ofALink,
    name: 'sharedTryOn',
    summary: 'What a link shows: the frames that are still sold, and the face while it may be seen. Whoever knows the link may look.',
    rate: 'read',
    deadlineMs: 2_000,
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/try-on/shares/:shareId' },
    graphql: 'field',
    async handler({ shareId }, { locale, within }) {
      const { share, faces } = await peers.shares.getShare({ shareId }, within())
      if (!share) return refuse('not-found')
      const { variants } = await peers.catalog.getVariants({ variantIds: share.variantIds }, within())
      const known = new Map(variants.filter(({ onSale }) => onSale).map((one) => [one.variantId, frameAnswer(one, locale)]))
      return done({
        frames: share.variantIds.flatMap((id) => known.get(id) ?? []),
        shared: share.variantIds.length,
        ...timesOf(share),
        faces: faces
          .filter(({ variantId }) => known.get(variantId))
          .map(({ variantId, jpeg }) => ({ variantId, data: Buffer.from(jpeg).toString('base64') })),
      })
    },
  }),

  operation({
    ...operations.endSharedTryOn,
    ...ofALink,
    name: 'endSharedTryOn',
    summary: 'Its owner ends a link: nothing is shown any more, and a face in it is erased. Twice is once.',
    rate: 'write',
    deadlineMs: 5_000,
    refusals: [],
    rest: { method: 'DELETE', path: '/v1/try-on/shares/:id' },
    graphql: 'field',
    async handler({ id }, call) {
      await peers.shares.endShare({ id, accountId: viewerOf(call).customerId }, call.within())
      return done({ ended: true as const })
    },
  }),
]

/** When a share ends, and its face. */
const timesOf = ({ expiresAt, faceUntil }: Share) => ({ expiresAt: timeOf(expiresAt), ...(faceUntil && { faceUntil: timeOf(faceUntil) }) })

/** A share in the list of its owner. */
export const ownShareOf = (share: Share) => ({
  ...{ id: share.listId, variantIds: share.variantIds, at: timeOf(share.sharedAt) },
  ...timesOf(share),
})
