import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect, useState } from 'react'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { PageTitle } from '../page-title.tsx'
import { backFrom, credentialErrors, signErrors } from '../sessions.ts'
import { ask, shopOf } from '../shop.ts'
import { newSignInMark, signInMarkIn } from '../sign-in-mark.ts'
import { accountWords } from '../words/account.ts'

export const loader = ({ request }: LoaderFunctionArgs) => ({ back: backFrom(request) })

export async function action({ context, request }: ActionFunctionArgs) {
  const locale = localeOf(new URL(request.url).pathname)
  const values = valuesOf(await request.formData())
  const { email = '', password = '' } = values
  const refuse = (errors: readonly FieldError[]) => ({ errors, email })
  const errors = credentialErrors(locale, email, password, false)
  if (errors.length > 0) return refuse(errors)
  let lowered: readonly { readonly lineId: string }[]
  try {
    ;({ lowered = [] } = await ask(context, 'logIn', { email, password }))
  } catch (fault) {
    return refuse(signErrors(locale, fault))
  }
  shopOf(context).cookies.push(newSignInMark())
  // What shrank in the cart is said there, before anything else.
  if (lowered.length > 0)
    return redirect(`${pathIn(locale, '/cart')}?lowered=${lowered.map(({ lineId }) => encodeURIComponent(lineId)).join(',')}`)
  return redirect(backFrom(request))
}

/** The door to an account. Who was here before and only lost the short key is let in without typing. */
export default function SignIn() {
  const { back } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const locale = useLocale()
  const words = accountWords[locale]
  const errorOf = (field: string) => answer?.errors.find((error) => error.field === field)?.text
  const renewing = useRenewal(back)
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.signIn} hidden />
      <div className="narrow">
        <h1 className="title">{words.signIn}</h1>
        <p className="fine ink-3 mt-2" role="status">
          {renewing ? words.checking : ''}
        </p>
        <ErrorSummary errors={answer?.errors ?? []} />
        <Form className="form mt-4" method="post" noValidate>
          <Field
            id="email"
            label={words.email}
            type="email"
            inputMode="email"
            autoComplete="username"
            required
            defaultValue={answer?.email}
            error={errorOf('email')}
          />
          <Field
            id="password"
            label={words.password}
            type="password"
            autoComplete="current-password"
            required
            error={errorOf('password')}
          />
          <div>
            <Button type="submit" wide>
              {words.signIn}
            </Button>
          </div>
        </Form>
        <p className="mt-2">
          <a className="link tap label" href={pathIn(locale, '/forgot-password')}>
            {words.forgotPassword}
          </a>
        </p>
        <p className="mt-2">
          <a className="link tap label" href={`${pathIn(locale, '/sign-up')}?back=${encodeURIComponent(back)}`}>
            {words.noAccount}
          </a>
        </p>
        <div className="rule mt-8 pt-4">
          <h2 className="heading">{words.guestTitle}</h2>
          <p className="ink-2 mt-1.5">{words.guestText}</p>
        </div>
      </div>
    </div>
  )
}

/** The server never renews a session while it draws a page; the browser does, once, and goes on to where it was sent from. */
function useRenewal(back: string): boolean {
  const [renewing, setRenewing] = useState(false)
  useEffect(() => {
    if (signInMarkIn(document.cookie) === '') return
    setRenewing(true)
    fetch('/api/v1/auth/refresh', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }).then(
      (answer) => (answer.ok ? location.replace(back) : setRenewing(false)),
      () => setRenewing(false),
    )
  }, [back])
  return renewing
}
