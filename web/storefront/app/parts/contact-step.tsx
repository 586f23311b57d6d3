import { Button } from '@vitrine/ui/components/button'
import { Field } from '@vitrine/ui/components/field'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { Form } from 'react-router'
import { checkoutWords } from '../words/checkout.ts'
import { errorOf, Step, type StepProps } from './checkout-step.tsx'

export function ContactStep({ cart, current, errors, values }: StepProps) {
  const locale = useLocale()
  const words = checkoutWords[locale]
  const here = pathIn(locale, '/checkout')
  if (current !== 'contact')
    return (
      <Step number={1} title={words.contact} state="done" change={{ href: `${here}?step=contact`, label: words.changeContact }}>
        <p>{cart.contact?.email}</p>
      </Step>
    )
  return (
    <Step number={1} title={words.contact} state="open">
      <Form className="form" method="post" noValidate>
        <input type="hidden" name="intent" value="contact" />
        <Field
          id="email"
          label={words.email}
          hint={words.emailHint}
          type="email"
          inputMode="email"
          autoComplete="email"
          required
          defaultValue={values.email ?? cart.contact?.email}
          error={errorOf(errors, 'email')}
        />
        <div className="flex flex-wrap items-center gap-x-6">
          <Button type="submit">{words.toDelivery}</Button>
          <a className="link tap" href={`${pathIn(locale, '/sign-in')}?back=${encodeURIComponent(here)}`}>
            {words.signIn}
          </a>
        </div>
      </Form>
    </Step>
  )
}
