import { describe, expect, test } from 'vitest'
import type { Card } from '../schemas/catalogue.ts'
import { reasonText } from './reason-answer.ts'

const card = (name: string, amountMinor: number): Card => ({
  ...{ id: name, slug: name, kind: 'eyewear', name, brand: null, image: null, price: { amountMinor, currency: 'EUR' } },
  ...{ rating: { average: null, count: 0 }, inStock: true, colours: [], tryOn: true },
})
const [shown, source] = [card('Noa', 12_900), card('Lise', 20_000)]
const words = { 'shape:panto': 'panto', 'note:vanilla': 'vanille', 'note:iris': 'iris', 'note:oud': 'oud' }

describe('a reason is a sentence', () => {
  const said = (why: string, shared: string[] = [], more: { buyers?: number; product?: Card; source?: Card | undefined } = {}) =>
    (['fr', 'en'] as const).map((locale) => {
      const told = { why, shared, buyers: more.buyers ?? 0 }
      const text = reasonText(told, more.product ?? shown, 'source' in more ? more.source : source, { locale, words })
      return text.replaceAll('\u00a0', ' ')
    })

  test.each([
    ['similar', ['shape:panto', 'material:acetate'], ['Même forme : panto', 'Same shape: panto']],
    ['similar', ['material:acetate', 'shape:panto'], ['Même matière : acetate', 'Same material: acetate']],
    [
      'similar',
      ['note:vanilla', 'family:amber', 'note:iris', 'note:oud'],
      ['Notes communes : vanille, iris', 'Notes in common: vanille, iris'],
    ],
    ['similar', ['unheard:of'], ['Similaire', 'Similar']],
    ['goes-with', ['colour:black'], ['Même couleur : black', 'Same colour: black']],
    ['goes-with', [], ['Va bien avec Lise', 'Goes well with Lise']],
    ['because-viewed', ['shape:panto'], ['Parce que vous avez regardé Lise', 'Because you looked at Lise']],
    ['popular', [], ['Très apprécié', 'Much liked']],
    ['new', [], ['Nouveau dans la boutique', 'New in the shop']],
  ])('%s of %j', (why, shared, texts) => expect(said(why, shared)).toEqual(texts))

  test('a price near is said beside what they share, or alone', () => {
    const near = card('Near', 18_100)
    expect(said('similar', ['shape:panto'], { product: near })).toEqual([
      'Même forme : panto, prix proche',
      'Same shape: panto, price near',
    ])
    expect(said('similar', [], { product: near })).toEqual(['Prix proche', 'Price near'])
    expect(said('similar', [], { product: card('Far', 17_900) })).toEqual(['Similaire', 'Similar'])
  })

  test('bought together says by how many', () => {
    expect(said('bought-together', [], { buyers: 7 })).toEqual(['7 clients les ont achetés ensemble', '7 customers bought them together'])
  })

  test('what is no longer shown is not named', () => {
    expect(said('because-viewed', [], { source: undefined })).toEqual(['D’après ce que vous avez regardé', 'Because of what you looked at'])
  })
})
