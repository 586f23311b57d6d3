import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { useSaidFocus } from '../said-focus.ts'
import { signErrors } from '../sessions.ts'
import { ask } from '../shop.ts'
import { accountWords } from '../words/account.ts'

interface Answer {
  readonly state: 'ask' | 'done' | 'refused'
  readonly errors: readonly FieldError[]
}

export const loader = ({ request }: LoaderFunctionArgs) => ({ token: new URL(request.url).searchParams.get('token') ?? '' })

export async function action({ context, request }: ActionFunctionArgs): Promise<Answer> {
  const locale = localeOf(new URL(request.url).pathname)
  const { token = '', password = '' } = valuesOf(await request.formData())
  if (token === '' || token.length > 500) return { state: 'refused', errors: [] }
  if (password.length < 10) return { state: 'ask', errors: [{ field: 'password', text: accountWords[locale].shortPassword }] }
  try {
    await ask(context, 'resetPassword', { token, password })
    return { state: 'done', errors: [] }
  } catch (fault) {
    if (isGatewayProblem(fault) && fault.code === 'link-refused') return { state: 'refused', errors: [] }
    return { state: 'ask', errors: signErrors(locale, fault) }
  }
}

/** Where the mail of a forgotten password leads: sets another one. */
export default function ResetPassword() {
  const { token } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { state, errors } = answer ?? { state: token ? 'ask' : 'refused', errors: [] }
  const locale = useLocale()
  const { reset, ...words } = accountWords[locale]
  const said = { ask: [reset.title, reset.text], done: [reset.doneTitle, reset.doneText], refused: [reset.refusedTitle, reset.refusedText] }
  const [title = '', text = ''] = said[state]
  const [onward, to] = state === 'done' ? [words.signIn, '/sign-in'] : [reset.again, '/forgot-password']
  return (
    <div className="wrap signin-page">
      <PageTitle title={title} hidden />
      <div className="narrow">
        <ErrorSummary errors={errors} />
        <div role="status" ref={useSaidFocus<HTMLDivElement>(answer)} tabIndex={-1}>
          <h1 className="title">{title}</h1>
          <p className="ink-2 mt-2">{text}</p>
        </div>
        {state === 'ask' ? (
          <Form className="form mt-4" method="post" noValidate>
            <input type="hidden" name="token" value={token} />
            <Field
              id="password"
              label={words.newPassword}
              hint={words.passwordHint}
              type="password"
              autoComplete="new-password"
              required
              minLength={10}
              error={errors.find(({ field }) => field === 'password')?.text}
            />
            <div>
              <Button type="submit" wide>
                {reset.send}
              </Button>
            </div>
          </Form>
        ) : (
          <p className="mt-4">
            <a className="btn wide" href={pathIn(locale, to)}>
              {onward}
            </a>
          </p>
        )}
      </div>
    </div>
  )
}
