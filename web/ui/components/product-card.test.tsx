import type { Card } from '@vitrine/gateway/schemas/catalogue'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { LocaleContext } from '../locale.ts'
import { ProductCard } from './product-card.tsx'

const card: Card = {
  id: 'p-1',
  slug: 'jeanne',
  kind: 'eyewear',
  name: 'Jeanne',
  brand: 'Vitrine',
  image: { url: '/m/jeanne.webp', width: 960, height: 720, alt: 'Jeanne, vue de face', view: 'front' },
  price: { amountMinor: 12_720, currency: 'EUR' },
  rating: { average: null, count: 0 },
  inStock: true,
  colours: [
    { value: 'honey', label: 'Miel', tones: ['#c8894a'] },
    { value: 'black', label: 'Noir', tones: ['#17161a'] },
  ],
  tryOn: true,
  attributes: { lensWidthMm: 49, bridgeMm: 20, templeMm: 140, frameWidthMm: 134, shape: 'oval', material: 'acetate', weightG: 21 },
  labels: { 'shape.oval': 'Ovale', 'material.acetate': 'Acétate' },
}
const drawn = (shown: Card, locale: 'fr' | 'en' = 'fr') =>
  renderToStaticMarkup(
    <LocaleContext value={locale}>
      <ProductCard card={shown} />
    </LocaleContext>,
  )
const heard = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('a card', () => {
  test('names the frame by its numbers, its shape and its weight', () => {
    expect(heard(drawn(card))).toContain('49-20-140 · Ovale, acétate, 21 g'.replace(' g', '\u00a0g').replace('\u00a0', ' '))
  })

  test('has one link to the product, in the language of the page', () => {
    expect(drawn(card, 'en')).toContain('<h3><a href="/en/p/jeanne">Jeanne</a></h3>')
  })

  test('shows the width of the frame at the scale of its picture', () => {
    expect(drawn(card)).toContain('--mm:134')
  })

  test('says a reduced price aloud in full, with the lowest of 30 days', () => {
    const before = { amountMinor: 15_900, currency: 'EUR' }
    const said = heard(drawn({ ...card, priceBefore: before, lowestPrice30d: before }))
    expect(said).toContain('maintenant 127,20 € au lieu de 159,00 €')
    expect(said).toContain('Plus bas en 30 jours : 159,00 €')
    expect(heard(drawn({ ...card, priceBefore: before }))).not.toContain('159,00') // not announced without it
  })

  test('says when it is sold out, and keeps its link', () => {
    const html = drawn({ ...card, inStock: false })
    expect(heard(html)).toContain('Épuisé')
    expect(html).toContain('href="/p/jeanne"')
  })

  test('names each colour with the product, and leads to it', () => {
    expect(drawn(card)).toContain('href="/p/jeanne?colour=black" aria-label="Jeanne, Noir"')
  })

  test('keeps the place of its picture free before it arrives', () => {
    expect(drawn(card)).toContain('width="960" height="720"')
  })
})
