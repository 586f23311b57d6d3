import type { NewSharedTryOn } from '@vitrine/gateway/schemas/shared-try-on'
import { Button } from '@vitrine/ui/components/button'
import { Field } from '@vitrine/ui/components/field'
import { Note } from '@vitrine/ui/components/note'
import { EmptyState } from '@vitrine/ui/components/states'
import { formatDate, formatList, formatStamp } from '@vitrine/ui/format'
import { type Locale, localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect, useState } from 'react'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData, useNavigation } from 'react-router'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { nameOf } from '../parts/try-compare.tsx'
import { useSaidFocus } from '../said-focus.ts'
import { ask, orSpare } from '../shop.ts'
import { isTooHeavy } from '../try-on/photo-answer.ts'
import { sharedFrames, type TriedFrame } from '../try-on/strip.ts'
import { forgetLink, type OwnLink, ownLinks, rememberLink } from '../try-on/own-links.ts'
import { shareWords } from '../words/share.ts'
import { tryWords } from '../words/try.ts'

/** Frames side by side are four at most, and so are those of a link (TRY-6). */
const most = 4

export async function loader({ request, context }: LoaderFunctionArgs) {
  const ids = (new URL(request.url).searchParams.get('frames') ?? '').split(',').filter(Boolean).slice(0, most)
  const frames = await Promise.all([...new Set(ids)].map((variantId) => orSpare(ask(context, 'tryOnFrame', { variantId }), undefined)))
  return {
    frames: await sharedFrames(
      context,
      frames.filter((frame) => frame !== undefined),
    ),
  }
}

type Outcome =
  | { readonly outcome: 'made'; readonly made: NewSharedTryOn }
  | { readonly outcome: 'ended'; readonly ownId: string }
  | { readonly outcome: 'refused'; readonly why: string }

export async function action({ request, context }: ActionFunctionArgs): Promise<Outcome> {
  const locale = localeOf(new URL(request.url).pathname)
  const words = shareWords[locale]
  if (isTooHeavy(request)) return { outcome: 'refused', why: tryWords[locale].refusals['too-large'] }
  const form = await request.formData()
  const ownId = form.get('end')
  try {
    if (typeof ownId === 'string') {
      await ask(context, 'endSharedTryOn', { id: ownId })
      return { outcome: 'ended', ownId }
    }
    const [photo, isFaced] = [form.get('photo'), form.get('consent') === 'share-face']
    const hasPhoto = photo instanceof Blob && photo.size > 0
    if (isFaced && !hasPhoto) return { outcome: 'refused', why: words.needsPhoto }
    // A photo that nobody agreed to show goes no further than here.
    if (hasPhoto && !isFaced) return { outcome: 'refused', why: words.needsFace }
    const pdMm = Number(form.get('pdMm') || Number.NaN)
    const face = hasPhoto && {
      photo: new Uint8Array(await photo.arrayBuffer()),
      consent: 'share-face' as const,
      ...(pdMm >= 40 && pdMm <= 80 && { pdMm }),
    }
    return { outcome: 'made', made: await ask(context, 'shareTryOn', { variantIds: form.getAll('variantId').map(String), ...face }) }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    const refusals: Readonly<Record<string, string>> = { ...tryWords[locale].refusals, 'too-many-requests': words.tooMany }
    return { outcome: 'refused', why: refusals[fault.code] ?? fault.problem.title }
  }
}

/** A link to frames, made by a plain form: without a face unless one is added and agreed to. */
export default function ShareTryOn() {
  const { frames } = useLoaderData<typeof loader>()
  const answer = useActionData<Outcome>()
  const locale = useLocale()
  const words = shareWords[locale]
  const names = formatList(locale, frames.map(nameOf))
  const made = answer?.outcome === 'made' ? answer.made : undefined
  const mine = useOwnLinks(made && { ...made, names }, answer?.outcome === 'ended' ? answer.ownId : undefined)
  const others = mine.filter(({ shareId }) => shareId !== made?.shareId)
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title">{words.title}</h1>
      <div aria-live="polite" ref={useSaidFocus<HTMLDivElement>(answer)} tabIndex={-1}>
        {answer?.outcome === 'refused' && <Note look="bad">{answer.why}</Note>}
        {answer?.outcome === 'ended' && <Note look="good">{words.ended}</Note>}
        {made && <Note look="good">{words.made}</Note>}
      </div>
      {made ? (
        <Made made={made} locale={locale} />
      ) : frames.length === 0 ? (
        <EmptyState text={words.none}>
          <a className="btn line" href={pathIn(locale, '/try')}>
            {words.toStudio}
          </a>
        </EmptyState>
      ) : (
        <ShareForm frames={frames} />
      )}
      {others.length > 0 && (
        <section className="sec grid gap-3" aria-labelledby="mine">
          <h2 className="heading" id="mine">
            {words.mine}
          </h2>
          <ul className="grid gap-3">
            {others.map(({ ownId, names: shown, expiresAt }) => (
              <li key={ownId} className="rule grid gap-1 pt-3">
                <p>
                  {shown}. <span className="ink-3">{words.until(formatDate(locale, expiresAt))}</span>
                </p>
                <EndForm ownId={ownId} label={words.endOf(shown)} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function ShareForm({ frames }: { readonly frames: readonly TriedFrame[] }) {
  const words = shareWords[useLocale()]
  const { state } = useNavigation()
  return (
    <Form className="form mt-4" method="post" encType="multipart/form-data">
      <p className="ink-2">{words.intro}</p>
      <div>
        <h2 className="label">{words.frames}</h2>
        <ul className="prose list-disc pl-5">
          {frames.map((frame) => (
            <li key={frame.variantId}>
              {nameOf(frame)}
              <input type="hidden" name="variantId" value={frame.variantId} />
            </li>
          ))}
        </ul>
      </div>
      <fieldset className="grid gap-3">
        <label className="tick">
          <input type="checkbox" name="consent" value="share-face" aria-describedby="face-text" />
          <span>{words.face}</span>
        </label>
        <p className="fine ink-3" id="face-text">
          {words.faceText}
        </p>
        <label className="label" htmlFor="share-photo">
          {words.photo}
        </label>
        <p className="fine ink-3" id="share-photo-hint">
          {words.photoHint}
        </p>
        <input
          id="share-photo"
          className="max-w-full"
          type="file"
          name="photo"
          accept="image/jpeg,image/png,image/webp"
          aria-describedby="share-photo-hint"
        />
        <Field id="pdMm" label={words.pd} type="number" inputMode="decimal" min={40} max={80} step={0.5} autoComplete="off" />
      </fieldset>
      <div>
        <Button type="submit" busy={state === 'submitting' ? words.making : undefined}>
          {words.make}
        </Button>
      </div>
    </Form>
  )
}

function Made({ made: { shareId, ownId, url, expiresAt, faceUntil }, locale }: { readonly made: NewSharedTryOn; readonly locale: Locale }) {
  const words = shareWords[locale]
  const [isCopied, setCopied] = useState(false)
  const [address, setAddress] = useState(url)
  // Where the page really stands; the shop's own idea of it until scripts run.
  useEffect(() => setAddress(`${location.origin}${pathIn(locale, `/try/shared/${shareId}`)}`), [shareId, locale])
  return (
    <div className="grid gap-4 mt-4">
      <Field id="link" label={words.link} readOnly value={address} onFocus={({ target }) => target.select()} />
      <p className="flex flex-wrap items-center gap-4">
        <button
          type="button"
          className="btn line"
          onClick={() =>
            void navigator.clipboard.writeText(address).then(
              () => setCopied(true),
              () => setCopied(false),
            )
          }
        >
          {words.copy}
        </button>
        <a className="link tap" href={pathIn(locale, `/try/shared/${shareId}`)}>
          {words.shown.title}
        </a>
        <span role="status">{isCopied && words.copied}</span>
      </p>
      <p>
        {words.until(formatDate(locale, expiresAt))} {faceUntil ? words.faceUntil(formatStamp(locale, faceUntil)) : words.noFace}
      </p>
      <p className="fine ink-3">{words.own}</p>
      <EndForm ownId={ownId} label={words.end} />
    </div>
  )
}

function EndForm({ ownId, label }: { readonly ownId: string; readonly label: string }) {
  return (
    <Form method="post">
      <input type="hidden" name="end" value={ownId} />
      <button type="submit" className="link tap">
        {label}
      </button>
    </Form>
  )
}

/** Links made on this device: one that was just made is added, one that was ended goes. Without scripts the page lists none. */
function useOwnLinks(made: OwnLink | undefined, endedId: string | undefined): readonly OwnLink[] {
  const [links, setLinks] = useState<readonly OwnLink[]>([])
  const madeId = made?.shareId
  useEffect(() => {
    const now = new Date()
    if (made) rememberLink(localStorage, { shareId: made.shareId, ownId: made.ownId, expiresAt: made.expiresAt, names: made.names }, now)
    if (endedId) forgetLink(localStorage, endedId, now)
    setLinks(ownLinks(localStorage, now))
  }, [madeId, endedId]) // oxlint-disable-line react/exhaustive-deps -- a link is known by its id
  return links
}
