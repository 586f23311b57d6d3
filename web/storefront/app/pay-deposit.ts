import type { FieldError } from '@vitrine/ui/components/error-summary'
import type { RouterContextProvider } from 'react-router'
import { ask } from './shop.ts'
import { checkoutWords } from './words/checkout.ts'

interface Payment {
  readonly provider: string
  readonly method: string
  readonly token?: string
  readonly keptMethodId?: string
  readonly returnUrl: string
}

/** How a form wants the deposit set aside, or what it lacks. */
export async function depositOf(
  context: Readonly<RouterContextProvider>,
  locale: 'fr' | 'en',
  values: Readonly<Record<string, string>>,
  returnUrl: string,
): Promise<{ readonly payment: Payment } | { readonly error: FieldError }> {
  const words = checkoutWords[locale]
  const [provider = '', method = ''] = (values.method ?? '').split('/')
  if (provider === 'kept') {
    const kept = (await ask(context, 'myPaymentMethods', {})).items.find(({ id }) => id === method)
    return kept
      ? { payment: { provider: kept.provider, method: kept.method, keptMethodId: kept.id, returnUrl } }
      : { error: { text: words.keptGone } }
  }
  const isByTestCard = values.cards === values.method
  if (isByTestCard && !values.token) return { error: { field: 'card', text: words.chooseCard } }
  return { payment: { provider, method, ...(isByTestCard && { token: values.token }), returnUrl } }
}
