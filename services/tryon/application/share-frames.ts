import { createHash } from 'node:crypto'
import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Refused } from '../domain/photo.ts'
import { checkSecret, shareLimits } from '../domain/share.ts'
import type { Pictures } from './open-photo.ts'
import type { FaceReader } from './read-face.ts'
import { renderPhoto, type VariantFrame } from './render-photo.ts'
import type { KeptShare, SharedFaces, ShareStore } from './share-store.ts'

export interface ShareNeeds {
  readonly shares: ShareStore
  readonly faces: SharedFaces
  readonly pictures: Pictures
  readonly reader: FaceReader
  readonly clock: Clock
}

export interface ShareAsked {
  readonly shareId: string
  readonly ownId: string
  readonly accountId: string
  readonly frames: readonly VariantFrame[]
  /** Absent unless the owner wishes a face in it. */
  readonly photo: Uint8Array | undefined
  readonly pdMm: number | undefined
}

/**
 * Shares frames under a link for 30 days. With a photo the frames are drawn on its face, and those pictures stay for 24 hours, sealed with a key that
 * the link alone makes; the photo itself is kept nowhere.
 *
 * Refusals and faults of `renderPhoto`, and nothing is kept then; `already-exists` for an id in use. Throws RangeError for no frame or more than four.
 */
export async function shareFrames(needs: ShareNeeds, asked: ShareAsked): Promise<{ outcome: 'shared'; share: KeptShare } | Refused> {
  const { shareId, ownId, accountId, frames, photo, pdMm } = asked
  checkSecret('share_id', shareId)
  checkSecret('own_id', ownId)
  if (frames.length < 1 || frames.length > shareLimits.frames)
    throw new RangeError(`${frames.length} frames, not 1 to ${shareLimits.frames}`)
  const drawn = photo && (await renderPhoto(needs, { photo, frames, pdMm, fovDegrees: undefined, faceMeasures: false }))
  if (drawn?.outcome === 'refused') return drawn
  const now = needs.clock()
  const idHash = hashOf(shareId)
  const share = {
    ...{ idHash, variantIds: frames.map(({ variantId }) => variantId), createdAt: now },
    expiresAt: new Date(now.getTime() + shareLimits.linkMs),
    faceUntil: drawn ? new Date(now.getTime() + shareLimits.faceMs) : null,
  }
  // The row first: a face without one would be nobody's to erase.
  if (!(await needs.shares.add({ ...share, ownHash: hashOf(ownId), accountId })))
    throw new Fault('already-exists', 'the id of a share is in use')
  if (drawn)
    await keepFaces(
      needs,
      shareId,
      idHash,
      drawn.images.map(({ jpeg }) => jpeg),
    )
  return { outcome: 'shared', share }
}

async function keepFaces(
  { shares, faces, clock }: ShareNeeds,
  shareId: string,
  idHash: string,
  jpegs: readonly Uint8Array[],
): Promise<void> {
  try {
    await faces.put(shareId, idHash, jpegs)
  } catch (error) {
    await faces.remove(idHash)
    await shares.remove(idHash)
    throw error
  }
  // Its account was erased meanwhile: so is the face.
  if (!(await shares.find(idHash, clock()))) await faces.remove(idHash)
}

export interface FoundShare {
  readonly share: KeptShare
  /** One for each variant, in their order; none without a face, or once its day is over. */
  readonly faces: readonly Uint8Array[]
}

/** What a link shows. Fault: `not-found` for one that ended, or never was. */
export async function findShare({ shares, faces, clock }: ShareNeeds, shareId: string): Promise<FoundShare> {
  const idHash = hashOf(shareId)
  const now = clock()
  const share = await shares.find(idHash, now)
  if (!share) throw new Fault('not-found', 'no such share')
  const isFaced = share.faceUntil !== null && share.faceUntil > now
  const pictures = isFaced ? await faces.get(shareId, idHash, share.variantIds.length) : undefined
  return { share: pictures ? share : { ...share, faceUntil: null }, faces: pictures ?? [] }
}

/** Ends a share and erases its face, at its owner's word: `id` is the owner's id of it, or that of the account's list. Somebody else's is left as it is. */
export async function endShare({ shares, faces }: ShareNeeds, id: string, accountId: string): Promise<void> {
  const idHash = await shares.owned({ ownHash: hashOf(id), accountId, listed: id })
  if (idHash !== undefined) await erase({ shares, faces }, idHash)
}

/** What an account shares now, newest first. */
export async function listShares({ shares, clock }: ShareNeeds, accountId: string): Promise<KeptShare[]> {
  const now = clock()
  return (await shares.ofAccount(accountId))
    .filter(({ expiresAt }) => expiresAt > now)
    .map((share) => (share.faceUntil && share.faceUntil > now ? share : { ...share, faceUntil: null }))
}

/** All of an account that was erased. */
export async function forgetShares(needs: Pick<ShareNeeds, 'shares' | 'faces'>, accountId: string): Promise<void> {
  for (const { idHash } of await needs.shares.ofAccount(accountId)) await erase(needs, idHash)
}

/** Erases faces and shares whose time is over. Safe in several processes at once, and after a crash in the middle. Answers how many. */
export async function sweepShares({ shares, faces, clock }: Pick<ShareNeeds, 'shares' | 'faces' | 'clock'>): Promise<number> {
  const now = clock()
  const over = await shares.over(now)
  for (const { idHash, expiresAt } of over) {
    if (expiresAt <= now) await erase({ shares, faces }, idHash)
    else {
      await faces.remove(idHash)
      await shares.forgetFace(idHash)
    }
  }
  return over.length
}

/** The row goes after its pictures: what is left of a crash is found again. */
async function erase({ shares, faces }: Pick<ShareNeeds, 'shares' | 'faces'>, idHash: string): Promise<void> {
  await faces.remove(idHash)
  await shares.remove(idHash)
}

const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex')
