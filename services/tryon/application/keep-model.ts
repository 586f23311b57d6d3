import { createHash } from 'node:crypto'
import { fitsNumbers, type FrameModel, type ModelRefusal, readFrameModel } from '@vitrine/tryon-core/frame-model'
import { type Frame, unusableNumber } from '@vitrine/tryon-core/frame'
import type { Files } from '@vitrine/platform/files/files'
import { Fault } from '@vitrine/platform/rpc/fault'

export interface KeptModel extends Pick<FrameModel, 'triangles' | 'sizeMm'> {
  readonly outcome: 'kept'
  readonly sha256: string
}
export interface RefusedModel {
  readonly outcome: 'refused'
  readonly code: ModelRefusal
  /** Of a model that is another size than its frame. */
  readonly sizeMm?: FrameModel['sizeMm']
}

/** Keeps a 3D file of a frame under its own hash, once it was read and is as large as the frame. A frame that cannot be is a RangeError. */
export async function keepModel(files: Files, { glb, frame }: { glb: Uint8Array; frame: Frame }): Promise<KeptModel | RefusedModel> {
  const unusable = unusableNumber(frame)
  if (unusable) throw new RangeError(`${unusable} is ${frame[unusable]}`)
  const model = readFrameModel(glb)
  if (model.outcome === 'refused') return model
  const { triangles, sizeMm } = model
  if (!fitsNumbers(model, frame)) return { outcome: 'refused', code: 'wrong-size', sizeMm }
  const sha256 = createHash('sha256').update(glb).digest('hex')
  await files.put(keyOf(sha256), glb)
  return { outcome: 'kept', sha256, triangles, sizeMm }
}

/** Throws the fault `not-found` for a hash nobody kept a model under, and for what is no hash. */
export async function findModel(files: Files, sha256: string): Promise<Uint8Array> {
  const glb = /^[0-9a-f]{64}$/.test(sha256) ? await files.get(keyOf(sha256)) : undefined
  if (!glb) throw new Fault('not-found', 'no such model')
  return glb
}

const keyOf = (sha256: string): string => `try-on/models/${sha256}.glb`
