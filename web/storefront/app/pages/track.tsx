import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { localeOf, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, useActionData, useNavigation } from 'react-router'
import { emailError, valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { ask } from '../shop.ts'
import { trackWords } from '../words/track.ts'

interface State {
  readonly number: string
  readonly email: string
  readonly errors: readonly FieldError[]
  readonly isAsked: boolean
}

export async function action({ context, request }: ActionFunctionArgs): Promise<State> {
  const locale = localeOf(new URL(request.url).pathname)
  const words = trackWords[locale]
  const { number = '', email = '' } = valuesOf(await request.formData())
  const wrong = emailError(locale, email)
  const errors = [
    ...(number === '' ? [{ field: 'number', text: words.enterNumber }] : []),
    ...(wrong ? [{ field: 'email', text: wrong }] : []),
  ]
  if (errors.length > 0) return { number, email, errors, isAsked: false }
  try {
    await ask(context, 'sendOrderLink', { number, email })
    return { number, email, errors, isAsked: true }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    return { number, email, errors: [{ text: fault.status === 429 ? words.tooMany : words.failed }], isAsked: false }
  }
}

/** For whoever lost the mail: its link goes again to the address of the order, and to nobody who only knows both. */
export default function Track() {
  const words = trackWords[useLocale()]
  const isSending = useNavigation().state === 'submitting'
  const { number, email, errors, isAsked } = useActionData<typeof action>() ?? { number: '', email: '', errors: [], isAsked: false }
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.text
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.title} description={words.lead} />
      <div className="narrow">
        <h1 className="title">{words.title}</h1>
        <p className="ink-2 mt-2">{words.lead}</p>
        <p className="ink-2 mt-2">{words.account}</p>
        <ErrorSummary errors={errors} />
        {isAsked && (
          <p className="note ok mt-4" role="status">
            {words.sent(email)} {words.again}
          </p>
        )}
        <Form className="form mt-4" method="post" noValidate>
          <Field
            id="number"
            label={words.number}
            hint={words.numberHint}
            autoComplete="off"
            required
            maxLength={20}
            defaultValue={number}
            error={errorOf('number')}
          />
          <Field
            id="email"
            label={words.email}
            type="email"
            inputMode="email"
            autoComplete="email"
            required
            maxLength={254}
            defaultValue={email}
            error={errorOf('email')}
          />
          <div>
            <Button type="submit" wide busy={isSending ? words.send : undefined}>
              {words.send}
            </Button>
          </div>
        </Form>
      </div>
    </div>
  )
}
