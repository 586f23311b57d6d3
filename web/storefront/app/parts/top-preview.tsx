import { Button } from '@vitrine/ui/components/button'
import { Note } from '@vitrine/ui/components/note'
import { formatPercent } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { hangTop, type TopAnswer } from '../try-on/hang-top.ts'
import { onAPhotoWords } from '../words/on-a-photo.ts'

/** A top laid over a photo, in this page: a preview of colour and cut. The photo is not sent. */
export function TopPreview({ name, picture }: { readonly name: string; readonly picture: string }) {
  const locale = useLocale()
  const words = onAPhotoWords[locale].preview
  const canvas = useRef<HTMLCanvasElement>(null)
  const running = useRef<AbortController>(undefined)
  const [share, setShare] = useState<number>()
  const [answer, setAnswer] = useState<TopAnswer>()
  useEffect(() => () => running.current?.abort(), [])
  const pixels = answer?.kind === 'preview' ? answer.pixels : undefined
  useEffect(() => {
    if (pixels && canvas.current)
      Object.assign(canvas.current, { width: pixels.width, height: pixels.height }).getContext('2d')?.putImageData(pixels, 0, 0)
  }, [pixels])

  async function show(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const photo = new FormData(event.currentTarget).get('photo')
    if (!(photo instanceof Blob) || share !== undefined) return
    running.current = new AbortController()
    setAnswer(undefined)
    setShare(0)
    const told = await hangTop(photo, picture, setShare, running.current.signal).catch((): TopAnswer => ({ kind: 'failed', why: 'away' }))
    setShare(undefined)
    setAnswer(told)
  }
  return (
    <section className="mt-6" aria-labelledby="preview">
      <h2 className="label" id="preview">
        {words.title}
      </h2>
      <p className="ink-2 mt-2">{words.text}</p>
      <noscript>
        <Note look="info">{words.noScript}</Note>
      </noscript>
      <form className="form mt-4" onSubmit={(event) => void show(event)}>
        <label className="label" htmlFor="preview-photo">
          {onAPhotoWords[locale].photo}
        </label>
        <input
          id="preview-photo"
          type="file"
          name="photo"
          accept="image/jpeg,image/png,image/webp"
          required
          aria-describedby="preview-hint"
        />
        <p className="fine ink-3" id="preview-hint">
          {onAPhotoWords[locale].photoHint}
        </p>
        <Button
          type="submit"
          look="line"
          wide
          busy={share === undefined ? undefined : words.loading(formatPercent(locale, Math.round(100 * share)))}
        >
          {words.show}
        </Button>
      </form>
      <div className="mt-2" aria-live="polite">
        {pixels && <Note look="good">{words.done}</Note>}
        {answer?.kind === 'refused' && <Note look="bad">{words.refusals[answer.code]}</Note>}
        {answer?.kind === 'no-photo' && <Note look="bad">{onAPhotoWords[locale].refusals['not-an-image']}</Note>}
        {answer?.kind === 'failed' && <Note look="bad">{words.failed}</Note>}
      </div>
      <canvas ref={canvas} className="mt-4 w-full h-auto" hidden={!pixels} role="img" aria-label={words.alt(name)} />
    </section>
  )
}
