import { garmentCategoryOf, type GarmentJob } from '@vitrine/gateway/schemas/garment'
import { Button } from '@vitrine/ui/components/button'
import { Note } from '@vitrine/ui/components/note'
import { formatStamp } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import {
  type ActionFunctionArgs,
  data,
  Form,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
  useNavigation,
} from 'react-router'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { TopPreview } from '../parts/top-preview.tsx'
import { useReadAgain } from '../read-again.ts'
import { ask, orNothing, orPage, orSpare } from '../shop.ts'
import { onAPhotoWords } from '../words/on-a-photo.ts'

/** Most a form may weigh: a photo of 10 MB, and the words around it. */
const mostBytes = 10_600_000
/** How often a running job is looked at. */
const lookMs = 1_500

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  const product = await orPage(context, ask(context, 'product', { id: searchParams.get('of') ?? '' }))
  const { name: engine } = await orSpare(ask(context, 'garmentEngine', {}), {})
  const category = garmentCategoryOf[String(product.attributes['garment'])]
  if (!category || (category !== 'top' && !engine)) throw data({ code: 'not-found', requestId: '' }, { status: 404 })
  const wished = searchParams.get('variant')
  const variant = product.variants.find(({ id }) => id === wished) ?? product.variants[0]
  const job = params.jobId ? await orNothing(ask(context, 'garmentJob', { jobId: params.jobId })) : undefined
  const colour = variant?.options.find(({ name }) => name === 'colour')?.value
  const flat = product.images.find((image) => image.view === 'front' && image.colour === colour) ?? product.images[0]
  const picture = category === 'top' ? flat?.url : undefined
  return { engine, job, picture, name: product.name, slug: product.slug, variantId: variant?.id ?? '' }
}

/** Sends a photo, or takes back the job of the address. The address then says where one is: a page that is opened again, or without scripts. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { pathname, search } = new URL(request.url)
  const to = (path: string) => pathIn(localeOf(pathname), `${path}${search}`)
  if (params.jobId && request.headers.get('Content-Type')?.startsWith('multipart/') !== true) {
    await orSpare(ask(context, 'dropGarment', { jobId: params.jobId }), undefined) // gone already is gone
    return redirect(to('/on-a-photo'))
  }
  if (Number(request.headers.get('Content-Length') ?? 0) > mostBytes) return { refused: 'too-large' }
  const form = await request.formData()
  const [photo, variantId, engine] = [form.get('photo'), String(form.get('variantId') ?? ''), String(form.get('engine') ?? '')]
  if (form.get('consent') !== 'garment-engine') return { refused: 'consent-needed' }
  if (!(photo instanceof Blob) || photo.size === 0) return { refused: 'not-an-image' }
  try {
    const bytes = new Uint8Array(await photo.arrayBuffer())
    const keep = form.get('keep') === '24h' ? ({ keep: '24h' } as const) : {}
    const { id } = await ask(context, 'startGarment', { photo: bytes, variantId, engine, consent: 'garment-engine', ...keep })
    return redirect(to(`/on-a-photo/${id}`))
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    return { refused: fault.code }
  }
}

/** A garment on the shopper's photo: a top as a preview made in this page, any by an engine that is named before each use. */
export default function OnAPhoto() {
  const { engine, job, picture, name, slug, variantId } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = onAPhotoWords[locale]
  const isRunning = job?.state === 'queued' || job?.state === 'starting' || job?.state === 'processing'
  useLooks(isRunning)
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.title(name)} hidden />
      <div className="narrow">
        <h1 className="title">{words.title(name)}</h1>
        <div className="mt-2" aria-live="polite">
          {job && isRunning && <p>{progressOf(job, words)}</p>}
          {job?.state === 'succeeded' && <Note look="good">{words.done}</Note>}
          {job === null && <Note look="info">{words.gone}</Note>}
          {job?.reason && <Note look="bad">{words.reasons[job.reason](job.engine)}</Note>}
        </div>
        {job && isRunning && <Running job={job} />}
        {job?.state === 'succeeded' && <Finished job={job} name={name} slug={slug} variantId={variantId} />}
        {!isRunning && job?.state !== 'succeeded' && (
          <>
            {picture && <TopPreview key={picture} name={name} picture={picture} />}
            {engine && <Send engine={engine} slug={slug} variantId={variantId} />}
          </>
        )}
        <p className="mt-6">
          <a className="link tap" href={pathIn(locale, `/p/${slug}`)}>
            {words.back(name)}
          </a>
        </p>
      </div>
    </div>
  )
}

function progressOf({ state, engine, ahead }: GarmentJob, { states }: (typeof onAPhotoWords)['en']): string {
  if (state === 'queued') return states.queued(ahead ?? 0)
  return state === 'starting' ? states.starting(engine) : states.processing(engine)
}

/** Looks at a running job again and again; a hidden page rests. */
function useLooks(isRunning: boolean): void {
  const { readAgain } = useReadAgain()
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => {
      if (!document.hidden) readAgain()
    }, lookMs)
    return () => clearInterval(timer)
  }, [isRunning, readAgain])
}

const addressOf = (slug: string, variantId: string) => `/on-a-photo?of=${slug}&variant=${encodeURIComponent(variantId)}`

interface SendProps {
  readonly engine: string
  readonly slug: string
  readonly variantId: string
}

function Send({ engine, slug, variantId }: SendProps) {
  const locale = useLocale()
  const words = onAPhotoWords[locale]
  const refused = useActionData<{ refused: string }>()?.refused
  const refusals: Readonly<Record<string, string>> = words.refusals
  const { state } = useNavigation()
  return (
    <section className="mt-6" aria-labelledby="engine">
      <h2 className="label" id="engine">
        {words.engineTitle(engine)}
      </h2>
      <p className="ink-2 mt-2">{words.intro(engine)}</p>
      <div aria-live="polite">{refused && <Note look="bad">{refusals[refused] ?? refusals['other']}</Note>}</div>
      <Form className="form mt-4" method="post" action={pathIn(locale, addressOf(slug, variantId))} encType="multipart/form-data">
        <input type="hidden" name="variantId" value={variantId} />
        <input type="hidden" name="engine" value={engine} />
        <label className="label" htmlFor="garment-photo">
          {words.photo}
        </label>
        <input
          id="garment-photo"
          type="file"
          name="photo"
          accept="image/jpeg,image/png,image/webp"
          required
          aria-describedby="garment-photo-hint"
        />
        <p className="fine ink-3" id="garment-photo-hint">
          {words.photoHint}
        </p>
        <label className="tick">
          <input type="checkbox" name="consent" value="garment-engine" required />
          {words.consent(engine)}
        </label>
        <label className="tick">
          <input type="checkbox" name="keep" value="24h" />
          {words.keep}
        </label>
        <Button type="submit" wide busy={state === 'submitting' ? words.sending : undefined}>
          {words.send(engine)}
        </Button>
      </Form>
    </section>
  )
}

function Running({ job }: { readonly job: GarmentJob }) {
  const words = onAPhotoWords[useLocale()]
  const { state } = useNavigation()
  return (
    <>
      <progress className="mt-2 w-full" aria-label={words.progress} max={100} value={job.percent} />
      <noscript>
        <p>
          <a className="link tap" href="">
            {words.refresh}
          </a>
        </p>
      </noscript>
      <Form className="mt-4" method="post">
        <Button type="submit" look="line" busy={state === 'submitting' ? words.canceling : undefined}>
          {words.cancel}
        </Button>
      </Form>
    </>
  )
}

interface FinishedProps {
  readonly job: GarmentJob
  readonly name: string
  readonly slug: string
  readonly variantId: string
}

function Finished({ job, name, slug, variantId }: FinishedProps) {
  const locale = useLocale()
  const words = onAPhotoWords[locale]
  const { state } = useNavigation()
  const url = `data:image/jpeg;base64,${job.image ?? ''}`
  return (
    <>
      <img className="mt-4 w-full h-auto" src={url} alt={words.alt(name, job.engine)} />
      {job.eraseAt && <p className="fine ink-3 mt-2">{words.until(formatStamp(locale, job.eraseAt))}</p>}
      <p className="mt-4 flex flex-wrap gap-4">
        <a className="link tap" href={url} download="vitrine.jpg">
          {words.save}
        </a>
        <a className="link tap" href={pathIn(locale, addressOf(slug, variantId))}>
          {words.another}
        </a>
      </p>
      <Form className="mt-4" method="post">
        <Button type="submit" look="line" busy={state === 'submitting' ? words.erasing : undefined}>
          {words.erase}
        </Button>
      </Form>
    </>
  )
}
