import { Button } from '@vitrine/ui/components/button'
import { Note } from '@vitrine/ui/components/note'
import { formatMm } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import type { FetcherWithComponents } from 'react-router'
import { CardMarks } from './card-marks.tsx'
import type { PhotoAnswer } from '../try-on/photo-answer.ts'
import type { TriedFrame } from '../try-on/strip.ts'
import { faceShapeWords } from '../words/face-shape.ts'
import { tryWords } from '../words/try.ts'

interface TryPhotoProps {
  readonly fetcher: FetcherWithComponents<PhotoAnswer>
  readonly answer: PhotoAnswer | undefined
  readonly chosen: TriedFrame
  readonly onSend: () => void
}

/** A photo, the frame put on it by the shop. A plain form: without scripts it is posted as it stands. */
export function TryPhoto({ fetcher, answer, chosen, onSend }: TryPhotoProps) {
  const locale = useLocale()
  const words = tryWords[locale]
  const [photo, setPhoto] = useState<File>()
  const refusals: Readonly<Record<string, string>> = words.refusals
  return (
    <fetcher.Form
      id="photo"
      method="post"
      action={pathIn(locale, `/try?frames=${chosen.slug}`)}
      encType="multipart/form-data"
      className="grid gap-3"
      onSubmit={onSend}
    >
      <h3 className="label">{words.photoTitle}</h3>
      <p className="fine ink-3">{words.photoText}</p>
      <input type="hidden" name="variantId" value={chosen.variantId} />
      <label className="label" htmlFor="photo-file">
        {words.photo}
      </label>
      <input
        id="photo-file"
        type="file"
        name="photo"
        accept="image/jpeg,image/png,image/webp"
        required
        onChange={({ target }) => setPhoto(target.files?.[0])}
      />
      {photo && (
        <details>
          <summary className="label">{words.card.title}</summary>
          <CardMarks key={`${photo.name} ${photo.lastModified}`} photo={photo} />
        </details>
      )}
      <label className="tick">
        <input type="checkbox" name="consent" value="face-measures" aria-describedby="face-consent" />
        <span>{faceShapeWords[locale].consent}</span>
      </label>
      <p className="fine ink-3" id="face-consent">
        {faceShapeWords[locale].consentHint}
      </p>
      <Button type="submit" look="line" wide busy={fetcher.state === 'idle' ? undefined : words.drawing}>
        {words.draw}
      </Button>
      <div aria-live="polite">
        {answer?.outcome === 'refused' && <Note look="bad">{refusals[answer.code] ?? words.refusals.other}</Note>}
        {answer?.outcome === 'drawn' && (
          <Note look={answer.pd.method === 'average' ? 'warn' : 'good'}>
            {answer.isCardLost && words.card.lost} <Size pd={answer.pd} />{' '}
            {answer.fit.map(({ code, mm }) => words.fit[code](formatMm(locale, mm))).join(' ')}{' '}
            <a className="link" href={answer.url} download="vitrine.jpg">
              {words.save}
            </a>
          </Note>
        )}
      </div>
    </fetcher.Form>
  )
}

/** The distance between the pupils with its error; an average is not told as one, and may be replaced by typing. */
function Size({ pd: { mm, errorMm, method } }: { readonly pd: Extract<PhotoAnswer, { outcome: 'drawn' }>['pd'] }) {
  const locale = useLocale()
  const words = tryWords[locale]
  if (method !== 'average') return words.measured(formatMm(locale, Math.round(2 * mm) / 2), formatMm(locale, Math.round(10 * errorMm) / 10))
  return (
    <>
      {words.notMeasured}{' '}
      <a className="link" href="#pd">
        {words.typePd}
      </a>
    </>
  )
}
