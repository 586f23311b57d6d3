import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { paymentsEn } from './payments-en.ts'
import { paymentsFr } from './payments-fr.ts'

/** As the table of errands has them: the newest of its checks. */
function errandKinds(): string[] {
  const folder = new URL('../../../services/orders/migrations/', import.meta.url)
  const texts = readdirSync(folder)
    .toSorted()
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const check = /add constraint errand_kind_check check \(kind in\s*\(([^)]*)\)/
  const kinds = texts.findLast((text) => check.test(text))?.match(check)?.[1] ?? ''
  return kinds.split(',').map((kind) => kind.trim().slice(1, -1))
}

test('whatever of an order can be stuck is said in words', () => {
  const kinds = errandKinds()
  expect(kinds).toContain('document')
  for (const { whats } of [paymentsEn, paymentsFr]) expect(kinds.filter((kind) => !(`order-${kind}` in whats))).toEqual([])
})
