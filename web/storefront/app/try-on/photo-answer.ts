import type { TryOnPhoto } from '@vitrine/gateway/schemas/try-on'
import { coarsestWidthMm, type FaceShares } from '@vitrine/tryon-core/face-shape-match'
import { isGatewayProblem } from '../gateway-problem.ts'
import type { LoaderFunctionArgs } from 'react-router'
import { readMarks } from './card-mark.ts'
import { ask } from '../shop.ts'

/** The face of a photo whose shopper agreed that it is measured. */
export interface PhotoFace {
  readonly shape: FaceShares
  /** Where it is known well enough to be told; no photo reaches that today. */
  readonly width?: { readonly mm: number; readonly errorMm: number } | undefined
}

/** A photo with a frame on, as a `data:` address, and what was measured; or why not, by the door's code. */
export type PhotoAnswer =
  | {
      readonly outcome: 'drawn'
      readonly variantId: string
      readonly url: string
      /** Far PD, and how it is known: an `average` is no measure of this face. */
      readonly pd: { readonly mm: number; readonly errorMm: number; readonly method: TryOnPhoto['measures']['method'] }
      readonly fit: TryOnPhoto['images'][0]['fit']
      /** Only where the shopper agreed to it. */
      readonly face?: PhotoFace | undefined
      /** A card was marked, and the marks cannot be one: it was measured without. */
      readonly isCardLost: boolean
    }
  | { readonly outcome: 'refused'; readonly code: string }

/** A form weighs more than a photo of 10 MB and the words around it: it is not read. */
export const isTooHeavy = (request: Request): boolean => Number(request.headers.get('Content-Length') ?? 0) > 10_600_000

/** Puts the frame of a posted form on its photo; asks for the shape of the face where the form says so, and for nothing of it otherwise. A refusal is an answer. */
export async function answerPhoto(context: LoaderFunctionArgs['context'], request: Request): Promise<PhotoAnswer> {
  if (isTooHeavy(request)) return { outcome: 'refused', code: 'too-large' }
  const form = await request.formData()
  const [photo, variantId, pdMm] = [form.get('photo'), String(form.get('variantId') ?? ''), Number(form.get('pdMm') || Number.NaN)]
  const card = readMarks(String(form.get('card') ?? ''))
  if (!(photo instanceof Blob) || photo.size === 0) return { outcome: 'refused', code: 'not-an-image' }
  try {
    const { images, measures } = await ask(context, 'tryOnPhoto', {
      photo: new Uint8Array(await photo.arrayBuffer()),
      variantIds: [variantId],
      ...(pdMm >= 40 && pdMm <= 80 && { pdMm }),
      ...(card && { card }),
      ...(form.get('consent') === 'face-measures' && { consent: 'face-measures' as const }),
    })
    const [image] = images
    if (!image) return { outcome: 'refused', code: 'other' }
    const isCardLost = card !== undefined && (measures.method === 'iris' || measures.method === 'average')
    const pd = { mm: measures.pdMm, errorMm: measures.pdErrorMm, method: measures.method }
    return {
      outcome: 'drawn',
      variantId,
      url: `data:image/jpeg;base64,${image.data}`,
      pd,
      fit: image.fit,
      face: faceOf(measures),
      isCardLost,
    }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    return { outcome: 'refused', code: fault.code }
  }
}

function faceOf({ shape, faceWidthMm: mm, faceWidthErrorMm: errorMm }: TryOnPhoto['measures']): PhotoFace | undefined {
  if (!shape) return undefined
  const isTold = mm !== undefined && errorMm !== undefined && errorMm <= coarsestWidthMm
  const shares = shape.flatMap(({ name, p }) => (isFaceShape(name) ? [{ name, share: p }] : []))
  return { shape: shares, ...(isTold && { width: { mm, errorMm } }) }
}

/** A shape this version has no word for is left out. */
const isFaceShape = (name: string): name is FaceShares[number]['name'] =>
  ['oval', 'round', 'square', 'oblong', 'heart', 'diamond'].includes(name)
