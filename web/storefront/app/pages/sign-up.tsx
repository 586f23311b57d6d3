import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { PageTitle } from '../page-title.tsx'
import { backFrom, credentialErrors, signErrors } from '../sessions.ts'
import { ask, shopOf } from '../shop.ts'
import { newSignInMark } from '../sign-in-mark.ts'
import { accountWords } from '../words/account.ts'

export const loader = ({ request }: LoaderFunctionArgs) => ({
  back: backFrom(request),
  email: new URL(request.url).searchParams.get('email') ?? '',
})

/** Signing up signs in at once (settled 45). */
export async function action({ context, request }: ActionFunctionArgs) {
  const locale = localeOf(new URL(request.url).pathname)
  const values = valuesOf(await request.formData())
  const { email = '', password = '', name = '' } = values
  const refuse = (errors: readonly FieldError[]) => ({ errors, email, name })
  const errors = credentialErrors(locale, email, password, true)
  if (errors.length > 0) return refuse(errors)
  try {
    await ask(context, 'signUp', { email, password, ...(name && { name }) })
  } catch (fault) {
    return refuse(signErrors(locale, fault))
  }
  shopOf(context).cookies.push(newSignInMark())
  return redirect(backFrom(request))
}

export default function SignUp() {
  const { back, email } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const locale = useLocale()
  const words = accountWords[locale]
  const errorOf = (field: string) => answer?.errors.find((error) => error.field === field)?.text
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.signUp} hidden />
      <div className="narrow">
        <h1 className="title">{words.signUp}</h1>
        <ErrorSummary errors={answer?.errors ?? []} />
        <Form className="form mt-4" method="post" noValidate>
          <Field
            id="email"
            label={words.email}
            type="email"
            inputMode="email"
            autoComplete="username"
            required
            defaultValue={answer?.email ?? email}
            error={errorOf('email')}
          />
          <Field id="name" label={words.name} autoComplete="name" maxLength={100} defaultValue={answer?.name} />
          <Field
            id="password"
            label={words.newPassword}
            hint={words.passwordHint}
            type="password"
            autoComplete="new-password"
            required
            minLength={10}
            error={errorOf('password')}
          />
          <div>
            <Button type="submit" wide>
              {words.signUp}
            </Button>
          </div>
        </Form>
        <p className="mt-2">
          <a className="link tap label" href={`${pathIn(locale, '/sign-in')}?back=${encodeURIComponent(back)}`}>
            {words.haveAccount}
          </a>
        </p>
      </div>
    </div>
  )
}
