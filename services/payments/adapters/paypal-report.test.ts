import { expect, test } from 'vitest'
import { bookedMovements } from './paypal-report.ts'

let count = 0
const line = (transaction_event_code: string, value: string, transaction_status = 'S', paypal_reference_id?: string) => ({
  ...{ transaction_id: `t${++count}`, transaction_initiation_date: '2026-11-20T10:00:00+0000', transaction_event_code, transaction_status },
  ...{ transaction_amount: { currency_code: 'EUR', value }, ...(paypal_reference_id && { paypal_reference_id }) },
})
type Line = ReturnType<typeof line>
const kinds = (...lines: readonly Line[]) => bookedMovements(lines).map(({ kind, amountMinor }) => `${kind} ${amountMinor}`)

test('payments and refunds are listed under PayPal’s own ids', () => {
  const paid = line('T0006', '129.00')
  expect(bookedMovements([paid])).toMatchObject([{ kind: 'captured', amountMinor: 12_900, id: paid.transaction_id }])
  const [back] = bookedMovements([line('T1107', '-29.90', 'S', 'c')])
  expect(back).toMatchObject({ kind: 'refunded', amountMinor: 2_990, reference: 'c', at: new Date('2026-11-20T10:00:00Z') })
})

test('a payment that was given back whole is still one that was taken', () => {
  expect(kinds(line('T0006', '129.00', 'V'), line('T1107', '-129.00'))).toEqual(['captured 12900', 'refunded 12900'])
})

test('lines that move no shopper’s money, or have not happened, are left out', () => {
  const denied = line('T0006', '129.00', 'D')
  const pending = [line('T0006', '129.00', 'P'), line('T1110', '-129.00', 'P', 'c')]
  const others = [line('T0006', '-3.00'), line('T0400', '-500.00'), line('T0106', '-0.35'), line('T1300', '129.00')]
  expect(kinds(denied, ...pending, ...others)).toEqual([])
})

const [held, ended] = [() => line('T1110', '-129.00', 'S', 'c'), () => line('T1111', '129.00', 'S', 'c')]
const reversed = () => line('T1106', '-129.00', 'S', 'c')
const [charged, chargedBack] = [() => line('T1201', '-129.00', 'S', 'c'), () => line('T1202', '129.00', 'S', 'c')]
const [taken, given] = ['disputed 12900', 'dispute-won 12900']

test.each<[string, readonly (() => Line)[], readonly string[]]>([
  ['is held for one', [held], [taken]],
  ['is let go: won', [ended], [given]],
  ['is held and let go within one report', [held, ended], [taken, given]],
  ['is let go and reversed, as it was held: lost', [ended, reversed], []],
  ['is held, let go and reversed within one report', [held, ended, reversed], [taken]],
  ['is taken by the bank without a hold', [charged], [taken]],
  ['is taken by PayPal without a hold', [reversed], [taken]],
  ['is taken by the bank and given back', [charged, chargedBack], [taken, given]],
  ['is given back by the bank', [chargedBack], [given]],
])('the money of a dispute %s', (_, moved, said) => {
  expect(kinds(...moved.map((of) => of()))).toEqual(said)
})

test('disputes of two payments are kept apart', () => {
  const listed = bookedMovements([held(), line('T1111', '5.00', 'S', 'd')])
  expect(listed.map(({ id }) => id)).toEqual(['c:disputed', 'd:dispute-won'])
})
