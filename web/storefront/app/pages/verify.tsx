import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary } from '@vitrine/ui/components/error-summary'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { ask } from '../shop.ts'
import { accountWords } from '../words/account.ts'

type State = 'ask' | 'verified' | 'used' | 'expired' | 'unknown' | 'busy' | 'failed'

export const loader = ({ request }: LoaderFunctionArgs) => ({ token: new URL(request.url).searchParams.get('token') ?? '' })

/** Uses the link. By a press, never by opening the page: mail servers open every link of a mail before its reader does. */
export async function action({ context, request }: ActionFunctionArgs): Promise<{ state: State }> {
  const { token = '' } = valuesOf(await request.formData())
  if (token === '' || token.length > 500) return { state: 'unknown' }
  try {
    await ask(context, 'verifyEmail', { token })
    return { state: 'verified' }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    return { state: refusedState(fault.status, fault.problem['reason']) }
  }
}

function refusedState(status: number, reason: unknown): State {
  if (status === 410) return reason === 'used' || reason === 'expired' ? reason : 'unknown'
  return status === 429 ? 'busy' : 'failed'
}

/** Where the mail of a new account leads: confirms its address. */
export default function Verify() {
  const { token } = useLoaderData<typeof loader>()
  const state = useActionData<typeof action>()?.state ?? (token ? 'ask' : 'unknown')
  const locale = useLocale()
  const words = accountWords[locale]
  const asks = state === 'ask' || state === 'busy' || state === 'failed'
  const title = asks ? words.verify.title : words.verify[`${state}Title`]
  return (
    <div className="wrap signin-page">
      <PageTitle title={title} hidden />
      <div className="narrow">
        <ErrorSummary errors={state === 'busy' ? [{ text: words.tooMany }] : state === 'failed' ? [{ text: words.failed }] : []} />
        <div role="status">
          <h1 className="title">{title}</h1>
          <p className="ink-2 mt-2">{asks ? words.verify.text : words.verify[`${state}Text`]}</p>
        </div>
        {asks ? (
          <Form className="form mt-4" method="post">
            <input type="hidden" name="token" value={token} />
            <div>
              <Button type="submit" wide>
                {words.verify.confirm}
              </Button>
            </div>
          </Form>
        ) : (
          <p className="mt-4">
            <a className="btn wide" href={pathIn(locale, '/account')}>
              {words.verify.toAccount}
            </a>
          </p>
        )}
      </div>
    </div>
  )
}
