import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { ShareService } from '@vitrine/contracts/tryon/v1/shares'
import { endShare, findShare, listShares, shareFrames, type ShareNeeds } from '../application/share-frames.ts'
import type { KeptShare } from '../application/share-store.ts'
import { frameFromWire } from './frame-from-wire.ts'

export const shareRpc = (needs: ShareNeeds): ServiceImpl<typeof ShareService> => ({
  async shareFrames({ shareId, ownId, accountId, frames, photo, pdMm }) {
    const wished = frames.map((frame) => ({ variantId: frame.variantId, frame: frameFromWire(frame) }))
    const asked = { shareId, ownId, accountId, frames: wished, photo: photo.length > 0 ? photo : undefined, pdMm }
    const answer = await shareFrames(needs, asked)
    if (answer.outcome === 'refused') return { result: { case: 'refused', value: { code: answer.code } } }
    return { result: { case: 'shared', value: messageOf(answer.share) } }
  },

  async getShare({ shareId }) {
    const { share, faces } = await findShare(needs, shareId)
    return { share: messageOf(share), faces: faces.map((jpeg, n) => ({ variantId: share.variantIds[n]!, jpeg })) }
  },

  async endShare({ id, accountId }) {
    await endShare(needs, id, accountId)
    return {}
  },

  async listShares({ accountId }) {
    return { shares: (await listShares(needs, accountId)).map((share) => ({ ...messageOf(share), listId: share.idHash })) }
  },
})

const messageOf = ({ variantIds, createdAt, expiresAt, faceUntil }: KeptShare) => ({
  variantIds: [...variantIds],
  sharedAt: timestampFromDate(createdAt),
  expiresAt: timestampFromDate(expiresAt),
  ...(faceUntil && { faceUntil: timestampFromDate(faceUntil) }),
})
