import type { GatewayClient } from '@vitrine/gateway/client'
import type { MyMeasures } from '@vitrine/gateway/schemas/measures'
import { describe, expect, test } from 'vitest'
import { drawPage, htmlOf } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { fitWords } from '../words/fit.ts'
import { measuresWords } from '../words/measures.ts'
import * as fitPage from './fit.tsx'

const inner = memoryGateway()
const asked: string[] = []
const state: { kept: MyMeasures | undefined } = { kept: undefined }
const gateway: GatewayClient = {
  async call(name, input, caller) {
    if (name === 'myMeasures' && state.kept) return { status: 200, body: state.kept as never, setCookie: [] }
    if (name !== 'myMeasures') asked.push(name)
    return inner.call(name, input, caller)
  },
}

/** The page as a browser without scripts gets it: opened, or its form sent. */
async function page(path: string, form?: Record<string, string>): Promise<string> {
  return htmlOf(await drawPage(gateway, { '/fit': fitPage }, path, form))
}

describe.each(['fr', 'en'] as const)('frames that fit, in %s, with scripts off', (locale) => {
  const path = locale === 'fr' ? '/fit' : '/en/fit'
  const words = fitWords[locale]

  test('three fields ask, in a form whose measures stay out of the address', async () => {
    const html = await page(path)
    expect([...html.matchAll(/<input[^>]* name="(\w+)"/g)].map(([, name]) => name)).toEqual(['pair', 'pd', 'faceWidth'])
    expect(html).toMatch(/<form[^>]* method="post"/)
    expect(html).not.toContain('id="found"')
  })

  test('the pair that is worn brings frames with their reasons, in one question to the shop', async () => {
    asked.length = 0
    const html = await page(path, { pair: '50-20-145', pd: '', faceWidth: '' })
    expect(asked).toEqual(['products'])
    expect(html).toContain('id="found"')
    expect(html).toContain('value="50-20-145"')
    expect(Object.values(words.verdicts).some((verdict) => html.includes(verdict))).toBe(true)
  })

  test('who keeps measures in an account types none', async () => {
    state.kept = {
      pd: { mm: 62.5, errorMm: 5.9, method: 'iris' },
      pair: { lensWidthMm: 52, bridgeMm: 18, templeMm: 140 },
      keptAt: '2026-11-29T10:00:00Z',
    }
    const html = await page(path)
    state.kept = undefined
    for (const value of ['52-18-140', '62.5']) expect(html).toContain(`value="${value}"`)
    for (const field of ['name="pdMeasured" value="62.5"', 'name="pdErrorMm" value="5.9"']) expect(html).toContain(field)
    expect(html).toContain(measuresWords[locale].fromAccount)
    expect(await page(path)).not.toContain(measuresWords[locale].fromAccount)
  })

  test('MS-2 a distance that was measured is compared with its error, until another one is typed over it', async () => {
    const measured = { pair: '', faceWidth: '', pd: '62.5', pdMeasured: '62.5', pdErrorMm: '5.8', pdMethod: 'iris' }
    const said = words.giveOrTake('', locale === 'fr' ? '2,9\u00a0mm' : '2.9\u00a0mm')
    expect(await page(path, measured)).toContain(said)
    expect(await page(path, { ...measured, pd: '63' })).not.toContain(words.giveOrTake('', '').slice(0, 12))
  })

  test('what cannot be read is said by its field, and nothing is asked', async () => {
    asked.length = 0
    const html = await page(path, { pair: 'round', pd: '', faceWidth: '' })
    expect(html).toContain('href="#pair"')
    expect(asked).toEqual([])
  })
})
