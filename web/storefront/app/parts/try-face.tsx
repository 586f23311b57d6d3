import { type FaceShares, tellingShares } from '@vitrine/tryon-core/face-shape-match'
import { formatMm, formatPercent } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import type { PhotoFace } from '../try-on/photo-answer.ts'
import { faceShapeWords } from '../words/face-shape.ts'

interface TryFaceProps {
  readonly face: PhotoFace
  /** What the shopper says in place of the estimate; empty: nothing. */
  readonly corrected: string
  readonly onCorrect: (shape: string) => void
  readonly onOff: () => void
}

const shapes = ['oval', 'round', 'square', 'oblong', 'heart', 'diamond'] as const
type Shape = (typeof shapes)[number]

/** Shares frames are ordered by: the shopper's own word, else the estimate, where one shape leads. */
export const orderingShares = (face: PhotoFace, corrected: string): FaceShares | undefined => {
  const own = shapes.find((shape) => shape === corrected)
  return own ? [{ name: own, share: 1 }] : tellingShares(face.shape)
}

/** The shape of a face as shares (TRY-8): an opinion, there after consent alone, with its off switch. Too coarse, it says only that. */
export function TryFace({ face, corrected, onCorrect, onOff }: TryFaceProps) {
  const locale = useLocale()
  const words = faceShapeWords[locale]
  const telling = tellingShares(face.shape)
  return (
    <section aria-labelledby="face-shape" className="grid gap-2">
      <div className="pair">
        <h3 className="label" id="face-shape">
          {words.title}
        </h3>
        <button type="button" className="btn line" onClick={onOff}>
          {words.off}
        </button>
      </div>
      {telling ? (
        <ul className="ink-2">
          {telling
            .filter(({ share }) => share >= 0.05)
            .map(({ name, share }) => (
              <li key={name}>{words.share(words.shapes[name], formatPercent(locale, Math.round(100 * share) / 100))}</li>
            ))}
        </ul>
      ) : (
        <p className="ink-2">{words.unclear}</p>
      )}
      {face.width && (
        <p className="ink-2">
          {words.width(formatMm(locale, Math.round(face.width.mm)), formatMm(locale, Math.round(face.width.errorMm)))}
        </p>
      )}
      <label className="label" htmlFor="face-is">
        {words.correct}
      </label>
      <select
        id="face-is"
        className="input"
        value={corrected}
        onChange={({ target }) => onCorrect(target.value)}
        aria-describedby="face-opinion"
      >
        <option value="">{words.estimated}</option>
        {shapes.map((shape: Shape) => (
          <option key={shape} value={shape}>
            {words.shapes[shape]}
          </option>
        ))}
      </select>
      <p className="fine ink-3" id="face-opinion" role="status">
        {orderingShares(face, corrected) ? `${words.ordered} ${words.opinion}` : words.opinion}
      </p>
    </section>
  )
}
