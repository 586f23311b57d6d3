import { GatewayProblem, type GatewayClient } from '@vitrine/gateway/client'
import { expect, test } from 'vitest'
import { shopAt } from '../dev/drawn-page.tsx'
import { isScan, sendScan } from './send-scan.ts'
import { orderWords } from './words/order.ts'

const file = (content: string) => {
  const form = new FormData()
  form.set('scan', new File([content], 'sheet'))
  return form
}
const answered = (status: number, form: FormData, consent = 'yes') => {
  const gateway = {
    async call() {
      if (status >= 400) throw new GatewayProblem({ type: 'about:blank', title: '', status, code: 'refused' })
      return { status, body: {}, setCookie: [] }
    },
  } as unknown as GatewayClient
  return sendScan(shopAt('/o/o', gateway).context, 'o', { configuration: 'c', consent }, form)
}

test.each([
  [201, 'scanSent'],
  [413, 'scanRefused'],
  [415, 'scanRefused'],
  [429, 'scanTooMany'],
  [409, 'scanDecided'],
  [404, 'scanGone'],
] as const)('OPT-3 a picture the door answers with %d is %s, and it is said', async (status, outcome) => {
  expect(await answered(status, file('%PDF-1.7'))).toBe(outcome)
  for (const words of [orderWords.fr, orderWords.en]) expect(words[outcome]).toMatch(/\S/)
})

test.each([400, 401, 403, 500, 503])('a door that answers %d has not judged the picture: nothing is said of it', async (status) => {
  await expect(answered(status, file('%PDF-1.7'))).rejects.toMatchObject({ status })
})

test('without a file or an agreement nothing is sent', async () => {
  expect(await answered(500, file(''))).toBe('scanRefused')
  expect(await answered(500, file('%PDF-1.7'), '')).toBe('scanConsent')
})

test('OPT-3 what no optician can look at is known before it is sent', () => {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
  for (const begins of ['%PDF-1.7', '\xff\xd8\xff\xe0', '\x89PNG\r\n\x1a\n', 'RIFF\0\0\0\0WEBPVP8 '])
    expect([begins, isScan(bytes(begins))]).toEqual([begins, true])
  for (const begins of ['<svg', 'MZ', ' %PDF-', 'RIFF\0\0\0\0WAVE', '']) expect([begins, isScan(bytes(begins))]).toEqual([begins, false])
  expect(isScan(bytes(`%PDF-${'0'.repeat(10 * 1_024 * 1_024 - 5)}`))).toBe(true)
  expect(isScan(bytes(`%PDF-${'0'.repeat(10 * 1_024 * 1_024 - 4)}`))).toBe(false)
})
