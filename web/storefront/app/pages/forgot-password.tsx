import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, useActionData } from 'react-router'
import { emailError, valuesOf } from '../checkout-forms.ts'
import { PageTitle } from '../page-title.tsx'
import { useSaidFocus } from '../said-focus.ts'
import { signErrors } from '../sessions.ts'
import { ask } from '../shop.ts'
import { accountWords } from '../words/account.ts'

interface Answer {
  readonly email: string
  readonly isSent: boolean
  readonly errors: readonly FieldError[]
}

export async function action({ context, request }: ActionFunctionArgs): Promise<Answer> {
  const locale = localeOf(new URL(request.url).pathname)
  const { email = '' } = valuesOf(await request.formData())
  const wrong = emailError(locale, email)
  if (wrong) return { email, isSent: false, errors: [{ field: 'email', text: wrong }] }
  try {
    await ask(context, 'forgotPassword', { email })
    return { email, isSent: true, errors: [] }
  } catch (fault) {
    return { email, isSent: false, errors: signErrors(locale, fault) }
  }
}

/** Sends a link to another password. Says the same whether anybody has an account with the address or not. */
export default function ForgotPassword() {
  const answer = useActionData<typeof action>()
  const { email = '', isSent = false, errors = [] } = answer ?? {}
  const locale = useLocale()
  const { forgot, ...words } = accountWords[locale]
  const title = isSent ? forgot.sentTitle : forgot.title
  return (
    <div className="wrap signin-page">
      <PageTitle title={title} hidden />
      <div className="narrow">
        <ErrorSummary errors={errors} />
        <div role="status" ref={useSaidFocus<HTMLDivElement>(answer)} tabIndex={-1}>
          <h1 className="title">{title}</h1>
          <p className="ink-2 mt-2">{isSent ? forgot.sentText(email) : forgot.text}</p>
        </div>
        {!isSent && (
          <Form className="form mt-4" method="post" noValidate>
            <Field
              id="email"
              label={words.email}
              type="email"
              inputMode="email"
              autoComplete="username"
              required
              defaultValue={email}
              error={errors.find(({ field }) => field === 'email')?.text}
            />
            <div>
              <Button type="submit" wide>
                {forgot.send}
              </Button>
            </div>
          </Form>
        )}
        <p className="mt-2">
          <a className="link tap label" href={pathIn(locale, '/sign-in')}>
            {words.signIn}
          </a>
        </p>
      </div>
    </div>
  )
}
