import type { Card } from '@vitrine/gateway/schemas/catalogue'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { ProductCard } from '@vitrine/ui/components/product-card'
import { EmptyState } from '@vitrine/ui/components/states'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { type FittingFrame, framesThatFit, readWearer, type TypedWearer } from '../frames-that-fit.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { type MeasuredFields, measuredOf, pdToKeep, typedOf } from '../own-measures.ts'
import { PageTitle } from '../page-title.tsx'
import { ask, orSpare } from '../shop.ts'
import { fitWords } from '../words/fit.ts'
import { measuresWords } from '../words/measures.ts'

interface Answer {
  readonly typed: TypedWearer
  readonly measured: MeasuredFields
  readonly errors: readonly FieldError[]
  /** Absent until something could be compared. */
  readonly frames?: readonly FittingFrame[]
}

/** Whoever keeps measures in an account types none; a stranger, or an account that cannot be asked now, has none. */
export const loader = async ({ context }: LoaderFunctionArgs) => ({ kept: await orSpare(ask(context, 'myMeasures', {}), {}) })

/** Shown of all that were compared [our choice]. */
const most = 12

/** The newest thousand: a hundred for each question to the shop. */
async function framesInStock(context: ActionFunctionArgs['context']): Promise<readonly Card[]> {
  const asked = { filters: [{ name: 'lensWidthMm', min: 30, max: 75 }], inStock: true, sort: 'newest', limit: 100 } as const
  const frames: Card[] = []
  let cursor: string | null | undefined
  do {
    const { items, nextCursor } = await ask(context, 'products', { ...asked, filters: [...asked.filters], ...(cursor && { cursor }) })
    frames.push(...items)
    cursor = nextCursor
  } while (cursor && frames.length < 1_000)
  return frames
}

/** Sent as a form and not in the address: measures of a person belong in no log. */
export async function action({ context, request }: ActionFunctionArgs): Promise<Answer> {
  const locale = localeOf(new URL(request.url).pathname)
  const { pd = '', faceWidth = '', pair = '', ...measured } = valuesOf(await request.formData())
  const typed = { pd, faceWidth, pair }
  const { wearer, errors } = readWearer(locale, typed)
  if (errors.length > 0) return { typed, measured, errors }
  const known = wearer.pdMm === undefined ? undefined : pdToKeep(wearer.pdMm, measured)
  const pdErrorMm = known && known.method !== 'typed' ? known.errorMm : undefined
  try {
    return { typed, measured, errors, frames: framesThatFit(locale, await framesInStock(context), { ...wearer, pdErrorMm }) }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    return { typed, measured, errors: [{ text: fitWords[locale].failed }] }
  }
}

/** Frames ordered by how their size suits whoever asks, each with its reasons (REC-2, CAT-11). */
export default function FitPage() {
  const locale = useLocale()
  const [words, own] = [fitWords[locale], measuresWords[locale]]
  const { kept } = useLoaderData<typeof loader>()
  const answer = useActionData<Answer>()
  const { typed, measured, errors, frames } = answer ?? { typed: typedOf(kept), measured: measuredOf(kept), errors: [], frames: undefined }
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.text
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.title} description={words.description} />
      <h1 className="title">{words.title}</h1>
      <p className="ink-2 mt-2">{words.intro}</p>
      <p className="fine ink-3 mt-2">
        {!answer && kept.keptAt !== undefined && own.fromAccount}{' '}
        <a className="link tap" href={pathIn(locale, '/account/measures')}>
          {kept.keptAt === undefined ? own.keepThese : own.change}
        </a>
      </p>
      <ErrorSummary errors={errors} />
      <Form className="form mt-4" method="post" noValidate>
        {(['pdMeasured', 'pdErrorMm', 'pdMethod'] as const).map(
          (name) => measured[name] && <input key={name} type="hidden" name={name} value={measured[name]} />,
        )}
        <Field
          id="pair"
          label={words.pair}
          hint={words.pairHint}
          autoComplete="off"
          maxLength={20}
          defaultValue={typed.pair}
          error={errorOf('pair')}
        />
        <Field
          id="pd"
          label={words.pd}
          hint={words.pdHint}
          inputMode="decimal"
          autoComplete="off"
          maxLength={6}
          defaultValue={typed.pd}
          error={errorOf('pd')}
        />
        <Field
          id="faceWidth"
          label={words.faceWidth}
          hint={words.faceWidthHint}
          inputMode="decimal"
          autoComplete="off"
          maxLength={6}
          defaultValue={typed.faceWidth}
          error={errorOf('faceWidth')}
        />
        <div>
          <Button type="submit" wide>
            {words.show}
          </Button>
        </div>
      </Form>
      {frames && <Found frames={frames} />}
    </div>
  )
}

function Found({ frames }: { readonly frames: readonly FittingFrame[] }) {
  const words = fitWords[useLocale()]
  if (frames.length === 0) return <EmptyState text={words.none} />
  return (
    <section className="sec" aria-labelledby="found">
      <h2 className="heading" id="found">
        {words.found(frames.length)}
      </h2>
      <p className="fine ink-3">{words.estimate}</p>
      <div className="cards mt-4">
        {frames.slice(0, most).map(({ card, verdict, why }) => (
          <ProductCard key={card.id} card={card} why={`${words.verdicts[verdict]} ${why}`} />
        ))}
      </div>
    </section>
  )
}
