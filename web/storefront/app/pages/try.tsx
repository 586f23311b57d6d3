import { type FaceShares, suits } from '@vitrine/tryon-core/face-shape-match'
import { EmptyState } from '@vitrine/ui/components/states'
import { formatMm } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type ActionFunctionArgs, type LoaderFunctionArgs, useActionData, useFetcher, useLoaderData } from 'react-router'
import { tabStore, visitNow } from '../kept-in-tab.ts'
import { PageTitle } from '../page-title.tsx'
import { keptAfter, nameOf, TryCompare } from '../parts/try-compare.tsx'
import { orderingShares, TryFace } from '../parts/try-face.tsx'
import { TryMirror } from '../parts/try-mirror.tsx'
import { TryPhoto } from '../parts/try-photo.tsx'
import { TriedNow, TryStrip } from '../parts/try-side.tsx'
import { takeAlong } from '../taken-along.ts'
import { fitOn, isNotToScale, type MeasuredPd, measuredPd } from '../try-on/known-face.ts'
import { answerPhoto, type PhotoAnswer } from '../try-on/photo-answer.ts'
import { type TriedFrame, tryOnStrip } from '../try-on/strip.ts'
import { useMirror } from '../try-on/use-mirror.ts'
import { wearableFrame } from '@vitrine/ui/try-on/wearable-frame'
import { measuresWords } from '../words/measures.ts'
import { shareWords } from '../words/share.ts'
import { tryWords } from '../words/try.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  const slugs = (searchParams.get('frames') ?? '').split(',').filter(Boolean).slice(0, 12)
  return { strip: await tryOnStrip(context, slugs, searchParams.get('colour') ?? undefined) }
}

export const action = ({ request, context }: ActionFunctionArgs): Promise<PhotoAnswer> => answerPhoto(context, request)

/** Frames stay while a photo is drawn: only a new address brings others. */
export const shouldRevalidate = ({ currentUrl, nextUrl }: { readonly currentUrl: URL; readonly nextUrl: URL }): boolean =>
  currentUrl.pathname !== nextUrl.pathname

/** The studio: a mirror, a strip of frames, and what each would be like on this face. */
export default function TryPage() {
  const { strip } = useLoaderData<typeof loader>()
  const words = tryWords[useLocale()]
  return (
    <>
      <PageTitle title={strip[0] ? words.titleOf(strip[0].name) : words.title} description={words.description} />
      {strip.length > 0 ? (
        <Studio strip={strip} />
      ) : (
        <div className="wrap">
          <h1 className="title">{words.title}</h1>
          <EmptyState text={words.none} />
        </div>
      )}
    </>
  )
}

function Studio({ strip }: { readonly strip: readonly TriedFrame[] }) {
  const locale = useLocale()
  const words = tryWords[locale]
  const fetcher = useFetcher<PhotoAnswer>()
  const posted = useActionData<PhotoAnswer>()
  const answer = fetcher.data ?? posted
  const { face, corrected, setCorrected, switchOff } = useFace(answer)
  const ordered = useMemo(() => inOrderOf(strip, face && orderingShares(face, corrected)), [strip, face, corrected])
  const [chosenId, setChosenId] = useState(strip[0]?.variantId)
  const [pdMm, setPdMm] = useState<number>()
  const [sent, setSent] = useState(posted ? 1 : 0)
  const [description, setDescription] = useState('')
  const chosen = strip.find((frame) => frame.variantId === chosenId) ?? strip[0]!
  const [keptIds, setKeptIds] = useState<readonly string[]>([])
  const kept = keptIds.flatMap((id) => strip.find((frame) => frame.variantId === id && frame !== chosen) ?? [])
  /** In the order they were chosen; the one that is chosen now comes last. */
  const tried = useMemo(() => [...kept, chosen], [strip, keptIds, chosenId]) // oxlint-disable-line react/exhaustive-deps -- of these they are made
  const worn = useMemo(() => tried.map(wornOf), [tried])
  const mirror = useMirror(worn, pdMm, {
    models: strip.flatMap(({ frame }) => frame.modelSha256 ?? []),
    pictures: strip.flatMap(({ image, worn: onBust }) => [image?.url ?? [], onBust?.url ?? []].flat()),
  })
  const fit = fitOn(worn.at(-1)!.frame, mirror.state, answer).map(({ code, mm }) => words.fit[code](formatMm(locale, mm)))
  const fitMissing = isNotToScale(mirror.state, answer) ? words.fitUnknown : words.fitLater
  const name = nameOf(chosen)
  const drawnOn = answer?.outcome === 'drawn' ? strip.find((frame) => frame.variantId === answer.variantId) : undefined

  const side = useRef<HTMLElement>(null)
  /** The switch goes with what it switches off: the keyboard goes on with the frames. */
  const off = () => {
    switchOff()
    side.current?.querySelector<HTMLInputElement>('.strip :checked')?.focus()
  }
  const step = (by: number) => setChosenId(ordered[(ordered.indexOf(chosen) + by + ordered.length) % ordered.length]?.variantId)
  const describe = () => setDescription(`${name}. ${fit.length > 0 ? fit.join(' ') : fitMissing}`)
  useKeys({
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    ' ': () => mirror.state.phase === 'open' && mirror.freeze(!mirror.isFrozen),
    d: describe,
    c: () => setKeptIds(keptAfter(keptIds, chosen.variantId)),
  })
  return (
    <>
      <h1 className="sr">{words.titleOf(name)}</h1>
      <div className="studio">
        <TryMirror
          mirror={mirror}
          tried={tried}
          sent={sent}
          drawn={
            answer?.outcome === 'drawn' ? { url: answer.url, pd: answer.pd, alt: words.drawn(drawnOn?.name ?? chosen.name) } : undefined
          }
          description={description}
          onDescribe={describe}
        />
        <aside className="side" aria-label={words.frame} ref={side}>
          <TriedNow chosen={chosen} fit={fit} missing={fitMissing} />
          <TryCompare chosen={chosen} kept={kept} onKeep={(id) => setKeptIds(keptAfter(keptIds, id))} />
          <a className="link tap label" href={pathIn(locale, `/try/share?frames=${tried.map(({ variantId }) => variantId).join(',')}`)}>
            {shareWords[locale].share}
          </a>
          <TryStrip strip={ordered} chosen={chosen} onChoose={(frame) => setChosenId(frame.variantId)} />
          {face && <TryFace face={face} corrected={corrected} onCorrect={setCorrected} onOff={off} />}
          <PdField onChange={setPdMm} />
          <LensesLink slug={chosen.slug} measured={measuredPd(mirror.state, answer)} />
          <TryPhoto
            fetcher={fetcher}
            answer={answer}
            chosen={chosen}
            onSend={() => {
              mirror.close()
              setSent(sent + 1)
            }}
          />
          <div>
            <p className="label">{sent > 0 ? words.photoSent : words.stays}</p>
            <p className="fine ink-3">{words.staysMore}</p>
          </div>
        </aside>
      </div>
    </>
  )
}

/** The face of the photo that was sent last, where its shopper agreed and did not switch it off. */
function useFace(answer: PhotoAnswer | undefined) {
  const [corrected, setCorrected] = useState('')
  const [offFor, setOffFor] = useState<PhotoAnswer>()
  const face = answer?.outcome === 'drawn' && answer !== offFor ? answer.face : undefined
  const switchOff = () => {
    setOffFor(answer)
    setCorrected('')
  }
  return { face, corrected, setCorrected, switchOff }
}

/** Frames named for the face come first, those alike in the order they came. */
function inOrderOf(strip: readonly TriedFrame[], shares: FaceShares | undefined): readonly TriedFrame[] {
  return shares ? strip.toSorted((a, b) => suits(b.frame.shape, shares) - suits(a.frame.shape, shares)) : strip
}

const wornOf = ({ variantId, frame }: TriedFrame) => ({ variantId, frame: wearableFrame(frame), modelSha256: frame.modelSha256 })

function PdField({ onChange }: { readonly onChange: (pdMm: number | undefined) => void }) {
  const words = tryWords[useLocale()]
  return (
    <div className="grid gap-1">
      <label className="label" htmlFor="pd">
        {words.pd}
      </label>
      <input
        id="pd"
        name="pdMm"
        form="photo"
        className="input"
        type="number"
        inputMode="decimal"
        min={40}
        max={80}
        step={0.5}
        aria-describedby="pd-hint"
        onChange={({ target }) => onChange(target.value !== '' && target.validity.valid ? target.valueAsNumber : undefined)}
      />
      <p className="fine ink-3" id="pd-hint">
        {words.pdHint}
      </p>
    </div>
  )
}

/** To the lenses of this frame. What was measured is taken along in this tab, by the click, and leaves the device with an order alone. */
function LensesLink({ slug, measured }: { readonly slug: string; readonly measured: MeasuredPd | undefined }) {
  const locale = useLocale()
  const words = tryWords[locale]
  const take = () => {
    if (measured) takeAlong(tabStore(), measured, visitNow())
  }
  return (
    <>
      <a className="link tap label" href={pathIn(locale, `/p/${slug}/lenses`)} onClick={take}>
        {measured ? words.lensesWith(formatMm(locale, Math.round(2 * measured.mm) / 2)) : words.lenses}
      </a>
      {measured && (
        <a className="link tap label" href={pathIn(locale, '/account/measures')} onClick={take}>
          {measuresWords[locale].keepThese}
        </a>
      )}
    </>
  )
}

/** Keys of the whole page, left alone where somebody types, chooses or presses. */
function useKeys(keys: Readonly<Record<string, () => unknown>>) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isTaken = event.target instanceof Element && event.target.closest('input, textarea, select, button, a, summary, dialog')
      const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (isTaken || !act || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
}
