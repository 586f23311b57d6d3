import { isGatewayProblem } from './gateway-problem.ts'
import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { Address, Money } from '@vitrine/gateway/schemas/shapes'
import type { FieldError } from '@vitrine/ui/components/error-summary'
import { formatMoney } from '@vitrine/ui/format'
import type { Locale } from '@vitrine/ui/locale'
import { checkoutWords } from './words/checkout.ts'

export const addressFields = ['name', 'company', 'vatNumber', 'line1', 'line2', 'postcode', 'city', 'country', 'phone'] as const
export type AddressField = (typeof addressFields)[number]

/** What a refused form says, and what was typed, so that nothing is typed twice. */
export interface FormAnswer {
  /** Undefined for a form beside the steps. */
  readonly step: 'contact' | 'address' | 'delivery' | 'payment' | undefined
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
}

/** The texts of a form; files are none. */
export const valuesOf = (form: FormData): Record<string, string> =>
  Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.trim()]] : [])))

/** The first thing wrong with an e-mail address, in words that say how to mend it. */
export function emailError(locale: Locale, email: string): string | undefined {
  const words = checkoutWords[locale]
  if (email === '') return words.enterEmail
  if (!email.includes('@')) return words.emailAt
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(email) ? undefined : words.emailForm
}

/** The address a form holds under a prefix (`billing.` or none), or what is missing in it. */
export function readAddress(
  locale: Locale,
  values: Readonly<Record<string, string>>,
  prefix = '',
): { readonly address: Address; readonly errors: readonly FieldError[] } {
  const words = checkoutWords[locale]
  const of = (field: AddressField) => values[prefix + field] ?? ''
  const needed = { name: words.enterName, line1: words.enterLine1, postcode: words.enterPostcode, city: words.enterCity } as const
  const errors: FieldError[] = Object.entries(needed).flatMap(([field, text]) =>
    of(field as AddressField) === '' ? [{ field: prefix + field, text }] : [],
  )
  if (of('phone') !== '' && !/^[+0-9 ().-]{6,24}$/.test(of('phone'))) errors.push({ field: `${prefix}phone`, text: words.checkPhone })
  return {
    errors,
    address: {
      name: of('name'),
      line1: of('line1'),
      postcode: of('postcode'),
      city: of('city'),
      country: of('country') || 'FR',
      ...(of('company') && { company: of('company') }),
      ...(of('vatNumber') && { vatNumber: of('vatNumber') }),
      ...(of('line2') && { line2: of('line2') }),
      ...(of('phone') && { phone: of('phone') }),
    },
  }
}

/** What the door found wrong with fields we had let pass, led back to them. */
export function fieldErrors(locale: Locale, fault: unknown): readonly FieldError[] {
  if (!isGatewayProblem(fault)) throw fault
  const words = checkoutWords[locale]
  if (fault.code === 'not-sold-there') return [{ field: 'country', text: words.notSoldThere }]
  const paths = [...new Set((fault.problem.errors ?? []).map((error) => error.path))]
  const labels: Record<string, string> = {
    name: words.name,
    company: words.company,
    vatNumber: words.vatNumber,
    line1: words.line1,
    line2: words.line2,
    postcode: words.postcode,
    city: words.city,
    country: words.country,
    phone: words.phone,
    email: words.email,
  }
  const known = paths.flatMap((path) => {
    const name = path.split('.').at(-1) ?? ''
    // The fields of the other address have its prefix in the form too.
    return labels[name] ? [{ field: path.startsWith('billing.') ? path : name, text: words.checkField(labels[name]) }] : []
  })
  return known.length > 0 ? known : [{ text: fault.problem.detail ?? words.unsaved }]
}

/** What is left to pay now; of an exchange that became cheaper than its pieces, what goes back. */
function newPrice(locale: Locale, cart: Cart | undefined, total: Money): string {
  const words = checkoutWords[locale]
  const left = cart?.totals.due ?? total
  const back = cart?.exchangeOf?.back
  if (back) return words.goesBack(formatMoney(locale, back))
  return left.amountMinor === 0 ? words.nothingLeft : words.priceChanged(formatMoney(locale, left))
}

/** Why a payment did not become an order: what happened, what to do, and that nothing was charged. */
export function paymentErrors(locale: Locale, fault: unknown, names: ReadonlyMap<string, string>): readonly FieldError[] {
  if (!isGatewayProblem(fault)) throw fault
  const words = checkoutWords[locale]
  const { problem } = fault
  switch (fault.code) {
    case 'payment-declined':
      return [{ field: 'card', text: problem.reason === 'insufficient-funds' ? words.noFunds : words.declined }]
    case 'out-of-stock':
    case 'cap-reached': {
      const short = (problem.shortages ?? []) as readonly {
        readonly lineId?: string
        readonly variantId: string
        readonly available: number
      }[]
      return [
        { text: words.outOfStock },
        ...short.map((line) => ({
          text: words.outOfStockLine(names.get(line.lineId ?? '') ?? names.get(line.variantId) ?? '', line.available),
        })),
      ]
    }
    case 'price-changed':
      return [{ text: newPrice(locale, problem.cart as Cart | undefined, problem.total as Money) }]
    case 'cart-incomplete':
      return [{ text: words.incomplete }]
    case 'coupon-refused':
      return [{ text: words.couponLost }]
    case 'not-sold-there':
      return [{ text: words.notSoldThere }]
    default:
      return [{ text: words.failed }]
  }
}
