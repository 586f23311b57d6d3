import { Button } from '@vitrine/ui/components/button'
import { Field } from '@vitrine/ui/components/field'
import { Note } from '@vitrine/ui/components/note'
import { formatList } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData, useNavigation } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { signedIn } from '../sessions.ts'
import { ask, orPage, shopOf } from '../shop.ts'
import { signInMarkEnded } from '../sign-in-mark.ts'
import { privacyWords } from '../words/privacy.ts'

/** Whoever was erased just now is nobody any more: the page says so without asking who they are. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  if (new URL(request.url).searchParams.has('erased')) return { isErased: true }
  await orPage(context, signedIn(request, ask(context, 'me', {})))
  return { isErased: false }
}

interface Refused {
  readonly code: string
  readonly orders: readonly string[]
}

export async function action({ context, request }: ActionFunctionArgs): Promise<Refused | Response> {
  const locale = localeOf(new URL(request.url).pathname)
  const { password = '' } = valuesOf(await request.formData())
  if (password === '') return { code: 'wrong-password', orders: [] }
  try {
    await ask(context, 'eraseMe', { password })
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    await orPage(context, signedIn(request, fault.status === 401 ? Promise.reject(fault) : Promise.resolve()))
    const { orders } = fault.problem
    return { code: fault.code, orders: Array.isArray(orders) ? orders.map(String) : [] }
  }
  shopOf(context).cookies.push(signInMarkEnded)
  return redirect(pathIn(locale, '/account/privacy?erased'))
}

/** What the shop keeps of its reader, all of it to take along, and the end of it. */
export default function Privacy() {
  const { isErased } = useLoaderData<typeof loader>()
  const refused = useActionData<Refused>()
  const { state } = useNavigation()
  const locale = useLocale()
  const words = privacyWords[locale]
  if (isErased)
    return (
      <div className="wrap account-page">
        <PageTitle title={words.erasedTitle} hidden />
        <h1 className="title">{words.erasedTitle}</h1>
        <p className="prose mt-4">{words.erasedText}</p>
        <p className="mt-6">
          <a className="btn line" href={pathIn(locale, '/')}>
            {words.home}
          </a>
        </p>
      </div>
    )
  return (
    <div className="wrap account-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title">{words.title}</h1>
      <div className="two-col mt-8">
        <section aria-labelledby="kept">
          <h2 className="heading mb-3" id="kept">
            {words.kept}
          </h2>
          <ul className="prose list-disc pl-5">
            {words.keptList.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
          <p className="fine ink-3 mt-3">{words.notKept}</p>
          <h2 className="heading mt-8 mb-3">{words.exportTitle}</h2>
          <p className="prose">{words.exportText}</p>
          <p className="mt-3">
            <a className="btn line" href={pathIn(locale, '/account/data')} download="vitrine.json">
              {words.export}
            </a>
          </p>
        </section>
        <section className="max-w-110" aria-labelledby="erase">
          <h2 className="heading mb-3" id="erase">
            {words.eraseTitle}
          </h2>
          <p className="prose">{words.eraseText}</p>
          <p className="fine ink-3 mt-3">{words.eraseWait}</p>
          <Form className="form mt-5" method="post" noValidate>
            <div aria-live="polite">{refused && <Note look="bad">{refusalText(locale, refused)}</Note>}</div>
            <Field id="password" label={words.password} type="password" autoComplete="current-password" required maxLength={200} />
            <div>
              <Button type="submit" look="line" busy={state === 'submitting' ? words.erasing : undefined}>
                {words.erase}
              </Button>
            </div>
          </Form>
        </section>
      </div>
      <p className="mt-8">
        <a className="link tap" href={pathIn(locale, '/account')}>
          {words.back}
        </a>
      </p>
    </div>
  )
}

function refusalText(locale: 'fr' | 'en', { code, orders }: Refused): string {
  const { refusals } = privacyWords[locale]
  if (code === 'orders-under-way') return refusals[code](formatList(locale, orders))
  return code === 'wrong-password' || code === 'is-staff' || code === 'too-many-requests' ? refusals[code] : refusals.other
}
