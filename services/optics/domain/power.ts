/** Powers are integer hundredths of a dioptre: -225 is -2.25 D. Every one is a multiple of this. */
export const stepHundredths = 25

export type PowerRefusal = 'unreadable' | 'sign-missing' | 'off-step'
export type PowerReading =
  | { readonly outcome: 'read'; readonly hundredths: number }
  | { readonly outcome: 'refused'; readonly code: PowerRefusal }

const number = /^([+-]?)(\d{0,4})(?:[.,](\d{1,4}))?$/
const zero = /^(plano?|pl|∞|0+)$/

/**
 * Reads a power as people write it (RX-1): comma or point, any dash for minus, `plano`, `PL` and `∞` for none, and `+225` for +2.25.
 *
 * Without a separator a multiple of 25 from 25 up is hundredths: as a power it would be impossible, so there is one meaning only. What is off
 * the step of 0.25 is refused, never rounded. A power other than 0 needs its sign where `mustBeSigned` [our choice]: its loss is the error
 * nobody sees.
 */
export function readPower(typed: string, mustBeSigned: boolean): PowerReading {
  const text = typed
    .replaceAll(/\s/g, '')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .toLowerCase()
  if (zero.test(text)) return { outcome: 'read', hundredths: 0 }
  const [whole, sign = '', units = '', decimals = ''] = number.exec(text) ?? []
  if (whole === undefined || units + decimals === '') return { outcome: 'refused', code: 'unreadable' }
  const size = Number(`${units || '0'}.${decimals || '0'}`)
  const isInHundredths = decimals === '' && size >= stepHundredths && size % stepHundredths === 0
  const hundredths = isInHundredths ? size : size * 100
  if (hundredths % stepHundredths !== 0) return { outcome: 'refused', code: 'off-step' }
  if (hundredths !== 0 && mustBeSigned && sign === '') return { outcome: 'refused', code: 'sign-missing' }
  return { outcome: 'read', hundredths: sign === '-' && hundredths !== 0 ? -hundredths : hundredths }
}
