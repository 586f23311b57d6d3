import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import type { CardMarks, MeasuresSchema, PoseSchema, QualitySchema, TryOnService } from '@vitrine/contracts/tryon/v1'
import type { Files } from '@vitrine/platform/files/files'
import { type FaceStreams, followStream } from '../application/follow-stream.ts'
import { findModel, keepModel, type KeptModel } from '../application/keep-model.ts'
import { measureFace } from '../application/measure-face.ts'
import type { Pictures } from '../application/open-photo.ts'
import type { FaceFacts, FaceReader } from '../application/read-face.ts'
import { type RenderedPhoto, renderPhoto } from '../application/render-photo.ts'
import { streamLimits } from '../domain/stream.ts'
import { frameFromWire } from './frame-from-wire.ts'

export const tryOnRpc = (needs: {
  pictures: Pictures
  reader: FaceReader
  streams: FaceStreams
  files: Files
}): ServiceImpl<typeof TryOnService> => ({
  async renderPhoto({ photo, frames, pdMm, fovDegrees, faceMeasures, card }) {
    const wished = frames.map((frame) => ({ variantId: frame.variantId, frame: frameFromWire(frame) }))
    const answer = await renderPhoto(needs, { photo, frames: wished, pdMm, fovDegrees, faceMeasures, card: marksOf(card) })
    if (answer.outcome === 'refused') return { result: { case: 'refused', value: { code: answer.code } } }
    const images = answer.images.map(({ variantId, jpeg, points, fit }) => ({
      variantId,
      jpeg,
      points: points.map(toPoint),
      fit: [...fit],
    }))
    const pupils = answer.facts.pupils.map(([x, y]) => ({ x, y }))
    return { result: { case: 'rendered', value: { images, measures: toMeasures(answer.facts), pupils, ...toSight(answer) } } }
  },

  async measureFace({ photo, pdMm, fovDegrees, faceMeasures, card }) {
    const answer = await measureFace(needs, { photo, pdMm, fovDegrees, faceMeasures, card: marksOf(card) })
    if (answer.outcome === 'refused') return { result: { case: 'refused', value: { code: answer.code } } }
    const pupils = answer.facts.pupils.map(([x, y]) => ({ x, y }))
    return { result: { case: 'measured', value: { measures: toMeasures(answer.facts), pupils, ...toSight(answer) } } }
  },

  async beginStream({ streamId, draws }) {
    checkStreamId(streamId)
    if ((await needs.streams.begin(streamId, draws)) === 'busy') return { result: { case: 'refused', value: { code: 'busy' } } }
    const { framesPerSecond, bytes } = streamLimits
    return { result: { case: 'begun', value: { maxFramesPerSecond: framesPerSecond, maxBytes: bytes } } }
  },

  async followFace({ streamId, picture, frame, pdMm, fovDegrees }) {
    checkStreamId(streamId)
    const answer = await followStream(needs, { streamId, picture, frame: frame && frameFromWire(frame), pdMm, fovDegrees })
    if (answer.outcome === 'refused') return { result: { case: 'refused', value: { code: answer.code } } }
    const { sight, jpeg, landmarks, size } = answer
    const { pd, quality } = sight
    const measures = { pdMm: pd.mm, pdErrorMm: pd.errorMm, method: pd.method }
    const seen = toSight({ facts: { turn: sight, quality }, size })
    return { result: { case: 'followed', value: { measures, ...seen, jpeg, landmarks: [...landmarks] } } }
  },

  endStream({ streamId }) {
    needs.streams.end(streamId)
    return {}
  },

  async putModel({ glb, frame }) {
    if (!frame) throw new RangeError('frame is missing')
    const answer = await keepModel(needs.files, { glb, frame: frameFromWire(frame) })
    const size = answer.sizeMm && toModelSize(answer.sizeMm)
    return answer.outcome === 'kept'
      ? { result: { case: 'kept', value: { sha256: answer.sha256, triangles: answer.triangles, ...(size && { size }) } } }
      : { result: { case: 'refused', value: { code: answer.code, ...(size && { size }) } } }
  },

  async getModel({ sha256 }) {
    return { glb: await findModel(needs.files, sha256) }
  },
})

const marksOf = (card: CardMarks | undefined) => card && ([card.fromX, card.fromY, card.toX, card.toY] as const)

const toModelSize = ([frontWidth, frontHeight, depth]: KeptModel['sizeMm']) => ({ frontWidth, frontHeight, depth })

/** Ids of streams are secrets of their callers: a short one could be met by chance. */
function checkStreamId(streamId: string): void {
  if (!/^[\w-]{16,64}$/.test(streamId)) throw new RangeError('stream_id is not 16 to 64 letters, digits, - and _')
}

const toPoint = ({ name, px: [x, y], mm: [xMm, yMm, zMm] }: RenderedPhoto['images'][0]['points'][0]) => ({
  name,
  px: { x, y },
  xMm,
  yMm,
  zMm,
})

/** Without consent no size of the face is known, and none leaves. */
function toMeasures({ pd, monocularPd, face }: FaceFacts): MessageInitShape<typeof MeasuresSchema> {
  return {
    pdMm: pd.mm,
    pdErrorMm: pd.errorMm,
    leftPdMm: monocularPd.leftMm,
    rightPdMm: monocularPd.rightMm,
    method: pd.method,
    ...(face && { faceWidthMm: face.widthMm, faceWidthErrorMm: face.widthErrorMm, shape: face.shape }),
  }
}

function toSight({ facts, size }: Pick<RenderedPhoto, 'size'> & { readonly facts: Pick<FaceFacts, 'turn' | 'quality'> }): {
  pose: MessageInitShape<typeof PoseSchema>
  quality: MessageInitShape<typeof QualitySchema>
} {
  const degrees = 180 / Math.PI
  const { yaw, pitch, roll } = facts.turn
  const { eyesPx, brightness, blur } = facts.quality
  return {
    pose: { yaw: yaw * degrees, pitch: pitch * degrees, roll: roll * degrees },
    quality: { eyesPx, brightness, blur, ...size },
  }
}
