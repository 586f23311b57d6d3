import { Button } from '@vitrine/ui/components/button'
import { Field } from '@vitrine/ui/components/field'
import { Note } from '@vitrine/ui/components/note'
import type { KeptMethod } from '@vitrine/gateway/schemas/person'
import { EmptyState } from '@vitrine/ui/components/states'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { keptText } from '../kept-method-text.ts'
import { PageTitle } from '../page-title.tsx'
import { OrderRow } from '../parts/order-row.tsx'
import { signedIn } from '../sessions.ts'
import { ask, orPage, orSpare, shopOf } from '../shop.ts'
import { signInMarkEnded } from '../sign-in-mark.ts'
import { accountWords } from '../words/account.ts'
import { creditWords } from '../words/credit.ts'
import { homeTrialWords } from '../words/home-trial.ts'
import { measuresWords } from '../words/measures.ts'
import { privacyWords } from '../words/privacy.ts'

export async function loader({ context, request }: LoaderFunctionArgs) {
  const me = await orPage(context, signedIn(request, ask(context, 'me', {})))
  const [orders, frames, prescriptions, kept] = await Promise.all([
    orSpare(ask(context, 'myOrders', { limit: 1 }), undefined),
    orSpare(ask(context, 'products', { filters: [{ name: 'kind', values: ['eyewear'] }], limit: 1 }), undefined),
    orSpare(ask(context, 'myPrescriptions', {}), undefined),
    orSpare(ask(context, 'myPaymentMethods', {}), { items: [] }),
  ])
  // Where that cannot be told, it is a shop that sells eyewear; what somebody keeps they find, whatever is sold today.
  const sellsEyewear = frames === undefined || frames.items.length > 0
  const hasPrescriptions = sellsEyewear || (prescriptions?.items.length ?? 0) > 0
  return { me, last: orders?.items[0], kept: kept.items, sellsEyewear, hasPrescriptions }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const locale = localeOf(new URL(request.url).pathname)
  const values = valuesOf(await request.formData())
  if (values.intent === 'sign-out') {
    await orSpare(ask(context, 'logOut', {}), { done: true })
    shopOf(context).cookies.push(signInMarkEnded)
    return redirect(pathIn(locale, '/'))
  }
  if (values.intent === 'remove-method') {
    const removing = ask(context, 'removePaymentMethod', { methodId: values.method ?? '' })
    await orPage(context, signedIn(request, removing))
    return { outcome: 'removed' as const }
  }
  await orPage(context, signedIn(request, ask(context, 'updateMe', { name: (values.name ?? '').slice(0, 100), locale })))
  return { outcome: 'saved' as const }
}

/** The overview of an account: the last order, the name, the way out. */
export default function Account() {
  const { me, last, kept, sellsEyewear, hasPrescriptions } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const locale = useLocale()
  const words = accountWords[locale]
  return (
    <div className="wrap account-page">
      <PageTitle title={words.account} hidden />
      <h1 className="title">{words.hello(me.name ?? '')}</h1>
      <div className="two-col mt-8">
        <section aria-labelledby="last">
          <h2 className="heading mb-3" id="last">
            {words.lastOrder}
          </h2>
          {last ? (
            <>
              <ul>
                <OrderRow order={last} />
              </ul>
              <p>
                <a className="link tap" href={pathIn(locale, '/account/orders')}>
                  {words.seeOrders}
                </a>
              </p>
            </>
          ) : (
            <EmptyState text={words.noOrders}>
              <a className="btn line" href={pathIn(locale, '/search?sort=newest')}>
                {words.noOrdersAction}
              </a>
            </EmptyState>
          )}
        </section>
        {hasPrescriptions && (
          <section className="max-w-110" aria-labelledby="prescriptions">
            <h2 className="heading mb-3" id="prescriptions">
              {words.prescriptions.title}
            </h2>
            <p>
              <a className="link tap" href={pathIn(locale, '/account/prescriptions')}>
                {words.prescriptions.see}
              </a>
            </p>
          </section>
        )}
        <section className="max-w-110" aria-labelledby="measures">
          <h2 className="heading mb-3" id="measures">
            {measuresWords[locale].title}
          </h2>
          <p>
            <a className="link tap" href={pathIn(locale, '/account/measures')}>
              {measuresWords[locale].see}
            </a>
          </p>
        </section>
        {sellsEyewear && (
          <section className="max-w-110" aria-labelledby="home-trials">
            <h2 className="heading mb-3" id="home-trials">
              {homeTrialWords[locale].mine}
            </h2>
            <p>
              <a className="link tap" href={pathIn(locale, '/home-trial')}>
                {homeTrialWords[locale].back}
              </a>
            </p>
          </section>
        )}
        <section className="max-w-110" aria-labelledby="credit">
          <h2 className="heading mb-3" id="credit">
            {creditWords[locale].title}
          </h2>
          <p>
            <a className="link tap" href={pathIn(locale, '/credit')}>
              {creditWords[locale].see}
            </a>
          </p>
        </section>
        <KeptMethods kept={kept} isRemoved={answer?.outcome === 'removed'} />
        <section className="max-w-110" aria-labelledby="you">
          <h2 className="heading mb-3" id="you">
            {words.yourEmail}
          </h2>
          <p>
            {me.email}
            {!me.emailVerified && <span className="fine ink-3 block">{words.unproven}</span>}
          </p>
          <Form className="form mt-5" method="post">
            <input type="hidden" name="intent" value="save" />
            {answer?.outcome === 'saved' && (
              <Note look="good" live>
                {words.saved}
              </Note>
            )}
            <Field id="name" label={words.yourName} autoComplete="name" maxLength={100} defaultValue={me.name ?? ''} />
            <div>
              <Button type="submit" look="line">
                {words.save}
              </Button>
            </div>
          </Form>
          <p className="mt-6">
            <a className="link tap" href={pathIn(locale, '/account/privacy')}>
              {privacyWords[locale].title}
            </a>
          </p>
          <Form method="post" className="mt-6">
            <input type="hidden" name="intent" value="sign-out" />
            <button type="submit" className="link tap">
              {words.signOut}
            </button>
          </Form>
        </section>
      </div>
    </div>
  )
}

/** What the customer keeps to pay with, and the way out of each. */
function KeptMethods({ kept, isRemoved }: { readonly kept: readonly KeptMethod[]; readonly isRemoved: boolean }) {
  const locale = useLocale()
  const { keptMethods: words } = accountWords[locale]
  return (
    <section className="max-w-110" aria-labelledby="kept">
      <h2 className="heading mb-3" id="kept">
        {words.title}
      </h2>
      {isRemoved && (
        <Note look="good" live>
          {words.removed}
        </Note>
      )}
      {kept.length === 0 ? (
        <p className="ink-2">{words.none}</p>
      ) : (
        <ul className="grid gap-3">
          {kept.map((method) => {
            const name = keptText(method, locale)
            return (
              <li key={method.id}>
                <p>{name}</p>
                <Form method="post">
                  <input type="hidden" name="intent" value="remove-method" />
                  <input type="hidden" name="method" value={method.id} />
                  <button type="submit" className="link tap">
                    {words.remove(name)}
                  </button>
                </Form>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
