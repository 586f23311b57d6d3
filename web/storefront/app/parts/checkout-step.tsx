import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { FieldError } from '@vitrine/ui/components/error-summary'
import { useLocale } from '@vitrine/ui/locale'
import type { ReactNode } from 'react'
import type { CheckoutStep } from '../pages/checkout.tsx'
import { checkoutWords } from '../words/checkout.ts'

export interface StepProps {
  readonly cart: Cart
  readonly current: CheckoutStep
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
}

export const errorOf = (errors: readonly FieldError[], field: string): string | undefined =>
  errors.find((error) => error.field === field)?.text

/** A step is done (one line and a way back), open, or still to come. */
export function Step({
  number,
  title,
  state,
  change,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly state: 'done' | 'open' | 'todo'
  readonly change?: { readonly href: string; readonly label: string }
  readonly children: ReactNode
}) {
  const words = checkoutWords[useLocale()]
  return (
    <section className={state === 'open' ? 'step' : `step ${state}`} aria-labelledby={`step-${number}`}>
      <header>
        <h2 id={`step-${number}`} tabIndex={-1}>
          <span className="n">{number}</span>
          {title}
        </h2>
        {state === 'done' && change && (
          <a className="link tap" href={change.href} aria-label={change.label}>
            {words.change}
          </a>
        )}
      </header>
      {state === 'open' ? <div className="body">{children}</div> : children}
    </section>
  )
}
