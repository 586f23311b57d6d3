import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Candidate, choose, whys } from './choice.ts'
import { contentNeighbours } from './content-neighbours.ts'
import { type Item, itemOf } from './item.ts'

const item = (productId: string, codes: string[], more: Partial<Item> = {}): Item => ({
  productId,
  kind: 'eyewear',
  brand: 'Orly',
  group: 'eyewear',
  codes,
  ...more,
})
const candidate = (productId: string, more: Partial<Candidate> = {}): Candidate => ({
  productId,
  brand: productId,
  why: 'similar',
  score: 1,
  fromProductId: 'lise',
  shared: [],
  buyers: 0,
  ...more,
})

test('what a product is made of is read from its attributes and those of its variants', () => {
  const attributes = [
    { shape: 'panto', lensWidthMm: 48 },
    { colour: 'black' },
    { notes: [{ noteId: 'vanilla', tier: 'base' }], fibres: [{ name: 'linen', pct: 100 }] },
  ]
  expect(itemOf({ productId: 'lise', kind: 'eyewear', brand: 'Orly', attributes }).codes).toEqual([
    'colour:black',
    'fibre:linen',
    'note:vanilla',
    'shape:panto',
    'sizeClass:S',
  ])
})

test('the rare thing two products share says more than what all have, and what all have says nothing', () => {
  const lise = item('lise', ['material:acetate', 'rim:full', 'shape:panto'])
  const others = [
    item('noe', ['material:acetate', 'rim:full', 'shape:square']),
    item('odile', ['material:titanium', 'rim:full', 'shape:panto']),
    item('iris', ['material:acetate', 'rim:full', 'shape:cat']),
    item('elio', ['material:steel', 'rim:full', 'shape:round']),
  ]
  const found = contentNeighbours(lise, others)
  expect(found.map(({ otherId, shared }) => [otherId, shared])).toEqual([
    ['odile', ['shape:panto']],
    ['iris', ['material:acetate']],
    ['noe', ['material:acetate']],
  ])
})

test('what goes with a product is of another group and looks alike', () => {
  const dress = item('dune', ['colour:black', 'garment:dress', 'fit:loose'], { kind: 'apparel', group: 'apparel garment:dress' })
  const others = [
    item('lise', ['colour:black', 'shape:panto']),
    item('marin', ['colour:blue', 'fit:loose', 'garment:sweater'], { kind: 'apparel', group: 'apparel garment:sweater' }),
  ]
  expect(contentNeighbours(dress, others)).toMatchObject([{ otherId: 'lise', relation: 'goes-with', shared: ['colour:black'] }])
})

test('neighbours are mutual, scored between 0 and 1, and never the product itself', () => {
  const codes = fc.uniqueArray(fc.constantFrom('a:1', 'a:2', 'b:1', 'b:2', 'c:1', 'colour:x'), { minLength: 1 })
  fc.assert(
    fc.property(fc.array(codes, { minLength: 2, maxLength: 8 }), (all) => {
      const items = all.map((own, n) => item(`p${n}`, own, { group: `eyewear ${n % 2}` }))
      const scoreOf = (a: Item, b: Item) => contentNeighbours(a, items).find(({ otherId }) => otherId === b.productId)?.score
      for (const a of items) {
        for (const { otherId, score, shared } of contentNeighbours(a, items)) {
          expect(otherId).not.toBe(a.productId)
          expect(score > 0 && score <= 1.0001 && shared.length > 0).toBe(true)
          expect(scoreOf(items.find(({ productId }) => productId === otherId)!, a)).toBeCloseTo(score)
        }
      }
    }),
    { numRuns: 50 },
  )
})

test('each product stands once, with its strongest reason, and half of a product page is left to what is alike', () => {
  const together = ['a', 'b', 'c'].map((id) => candidate(id, { why: 'bought-together', buyers: 4 }))
  const similar = ['a', 'd', 'e'].map((id) => candidate(id))
  expect(choose('product', [...similar, ...together], 4).map(({ productId, why }) => [productId, why])).toEqual([
    ['a', 'bought-together'],
    ['b', 'bought-together'],
    ['d', 'similar'],
    ['e', 'similar'],
  ])
})

test('at most two of a brand stand in any eight, unless it is the house brand', () => {
  const someCandidate = fc.record({
    id: fc.nat(40),
    brand: fc.constantFrom('Orly', 'Noé', 'Iris', 'Dune', ''),
    why: fc.constantFrom(...whys),
    score: fc.nat(9),
  })
  fc.assert(
    fc.property(fc.array(someCandidate, { maxLength: 80 }), fc.constantFrom('product', 'cart', 'home', 'me'), (drawn, place) => {
      const brandOf = new Map(drawn.map(({ id, brand }) => [id, brand]))
      const candidates = drawn.map(({ id, why, score }) => candidate(`p${id}`, { brand: brandOf.get(id)!, why, score }))
      const counted = (brand: string) => [...brandOf.values()].filter((one) => one === brand).length
      const house = [...brandOf.values()].find((brand) => counted(brand) * 2 > brandOf.size)
      const chosen = choose(place, candidates, 24)
      for (let at = 0; at < chosen.length; at++) {
        const eight = chosen.slice(at, at + 8).map(({ brand }) => brand)
        for (const brand of ['Orly', 'Noé', 'Iris', 'Dune']) {
          if (brand !== house) expect(eight.filter((one) => one === brand).length).toBeLessThanOrEqual(2)
        }
      }
      expect(new Set(chosen.map(({ productId }) => productId)).size).toBe(chosen.length)
    }),
  )
})
