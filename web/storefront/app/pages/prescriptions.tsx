import type { KeptRx } from '@vitrine/gateway/schemas/optics'
import { Note } from '@vitrine/ui/components/note'
import { EmptyState } from '@vitrine/ui/components/states'
import { formatDate } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { PageTitle } from '../page-title.tsx'
import { signedIn } from '../sessions.ts'
import { ask, orPage } from '../shop.ts'
import { accountWords } from '../words/account.ts'
import { lensWords } from '../words/lenses.ts'

export const loader = async ({ context, request }: LoaderFunctionArgs) => ({
  kept: (await orPage(context, signedIn(request, ask(context, 'myPrescriptions', {})))).items,
})

export async function action({ context, request }: ActionFunctionArgs) {
  const { prescription = '' } = valuesOf(await request.formData())
  await orPage(context, signedIn(request, ask(context, 'removePrescription', { prescriptionId: prescription })))
  return { outcome: 'removed' as const }
}

/** The prescriptions a customer keeps here: their values, until when they hold, and the way out of each. They are in no list and in no mail. */
export default function Prescriptions() {
  const { kept } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const locale = useLocale()
  const { prescriptions: words, account } = accountWords[locale]
  return (
    <div className="wrap account-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title">{words.title}</h1>
      <p className="ink-2 mt-2">{words.intro}</p>
      {answer && (
        <Note look="good" live>
          {words.removed}
        </Note>
      )}
      {kept.length === 0 ? (
        <div className="mt-8">
          <EmptyState text={words.none}>
            <a className="btn line" href={pathIn(locale, '/c/lunettes')}>
              {words.noneAction}
            </a>
          </EmptyState>
        </div>
      ) : (
        <ul className="mt-8 grid gap-8">
          {kept.map((one) => (
            <Kept key={one.id} kept={one} />
          ))}
        </ul>
      )}
      <p className="mt-8">
        <a className="link tap label" href={pathIn(locale, '/account')}>
          {account}
        </a>
      </p>
    </div>
  )
}

function Kept({ kept }: { readonly kept: KeptRx }) {
  const locale = useLocale()
  const [{ prescriptions: words }, lenses] = [accountWords[locale], lensWords[locale]]
  const { id, wearer, prescriber, issuedOn, prescription, validity, state } = kept
  const until =
    validity.state === 'expired' ? lenses.keptExpired : validity.until ? lenses.keptUntil(formatDate(locale, validity.until)) : ''
  return (
    <li className="rule grid gap-2 pt-4">
      <h2 className="heading">{wearer}</h2>
      <p className="ink-2">
        {[words.of(formatDate(locale, issuedOn)), prescriber, until, state === 'verified' ? words.verified : ''].filter(Boolean).join(', ')}
      </p>
      <dl className="grid gap-1">
        {(['right', 'left'] as const).map((eye) => (
          <div key={eye} className="flex flex-wrap gap-x-4">
            <dt className="ink-3">{lenses.eyes[eye]}</dt>
            <dd className="tabular-nums">{prescription[eye].text}</dd>
          </div>
        ))}
      </dl>
      <Form method="post">
        <input type="hidden" name="prescription" value={id} />
        <button type="submit" className="link tap label">
          {words.remove(wearer)}
        </button>
      </Form>
    </li>
  )
}
