import { describe, expect, test } from 'vitest'
import { drawPage, htmlOf } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { trackWords } from '../words/track.ts'
import * as track from './track.tsx'

const gateway = memoryGateway()

/** The page as a browser without scripts gets it: opened, or its form sent. */
async function page(path: string, form?: Record<string, string>): Promise<string> {
  return htmlOf(await drawPage(gateway, { '/track': track }, path, form))
}

describe.each(['fr', 'en'] as const)('whoever lost the mail of an order, in %s, with scripts off', (locale) => {
  const path = locale === 'fr' ? '/track' : '/en/track'
  const words = trackWords[locale]

  test('asks by its number and address, and reads the same whether there is such an order or not', async () => {
    const [known, unknown] = [
      await page(path, { number: 'V-000123', email: 'ada@example.com' }),
      await page(path, { number: 'V-9', email: 'ada@example.com' }),
    ]
    expect(known).toContain(words.sent('ada@example.com'))
    expect(unknown).toBe(known.replace('V-000123', 'V-9'))
    expect(await page(path)).not.toContain('role="status"')
  })

  test('what is missing is said at its field, and what was typed stays', async () => {
    const html = await page(path, { number: '', email: 'ada' })
    expect(html).toContain(words.enterNumber)
    expect(html).toContain('value="ada"')
    expect(html).not.toContain(words.sent('ada'))
  })
})
