import type { RouterContextProvider } from 'react-router'
import { emailError } from './checkout-forms.ts'
import { isGatewayProblem } from './gateway-problem.ts'
import { ask } from './shop.ts'
import type { Locale } from '@vitrine/ui/locale'

/** What became of an address left on a sold-out variant. `error` is of the field; `code` what the door said. */
export type WishAnswer =
  | { readonly outcome: 'kept'; readonly variantId: string }
  | { readonly outcome: 'refused'; readonly variantId: string; readonly email: string; readonly error?: string; readonly code?: string }

/** Leaves the address of a form on its variant. A refusal is an answer. */
export async function wishBackInStock(context: Readonly<RouterContextProvider>, locale: Locale, form: FormData): Promise<WishAnswer> {
  const [variantId, email] = [String(form.get('variant') ?? ''), String(form.get('email') ?? '').trim()]
  const error = emailError(locale, email)
  if (error) return { outcome: 'refused', variantId, email, error }
  try {
    await ask(context, 'wishBackInStock', { variantId, email })
    return { outcome: 'kept', variantId }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    const wrong = fault.code === 'bad-input' ? emailError(locale, '@') : undefined
    return { outcome: 'refused', variantId, email, code: fault.code, ...(wrong && { error: wrong }) }
  }
}
