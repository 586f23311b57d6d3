import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitsOf, countBits, countBoth, hasBit, numbersIn } from './bits.ts'
import { facetIndex, type Filter, type Listed, type Question } from './facet-index.ts'

const kinds = ['eyewear', 'perfume', 'apparel']
const colours = ['black', 'tortoise', 'red', 'blue', 'green']
const shapes = ['panto', 'round', 'square']

/** Drawn from a seed: the same shop each time. */
function generated(count: number): Listed[] {
  let seed = 7
  const draw = (most: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return (seed >>> 8) % most
  }
  return Array.from({ length: count }, (_, n): Listed => {
    const terms = new Set([`family:${kinds[draw(3)]}`, `shape:${shapes[draw(3)]}`, `brand:Maison ${draw(20)}`])
    for (let more = draw(4); more >= 0; more--) terms.add(`colour:${colours[draw(5)]}`)
    const widths = Array.from({ length: draw(3) }, () => 40 + draw(20)).toSorted((a, b) => a - b)
    return {
      number: n * 2 + 1,
      productId: `product-${n}`,
      categoryIds: [`category-${draw(4)}`],
      priceMinor: 1_000 * draw(30),
      inStock: draw(5) > 0,
      publishedAtMs: draw(1_000),
      terms: [...terms],
      numbers: widths.length > 0 ? { lensWidthMm: widths } : {},
    }
  })
}

const shop = generated(1_000)
const index = facetIndex()
for (const listed of shop) index.put(listed)

const question = (more: Partial<Question>): Question => ({ filters: [], inStock: false, sort: 'newest', limit: 24, facets: true, ...more })

const valuesOf = (listed: Listed, facet: string): (string | number)[] =>
  facet === 'price'
    ? [listed.priceMinor]
    : [
        ...(listed.numbers[facet] ?? []),
        ...listed.terms.filter((mark) => mark.startsWith(`${facet}:`)).map((mark) => mark.slice(facet.length + 1)),
      ]

function passes(listed: Listed, { values, min = -Infinity, max = Infinity, exclude, name }: Filter): boolean {
  const own = valuesOf(listed, name)
  const found =
    values.length > 0
      ? own.some((value) => values.includes(String(value)))
      : own.some((value) => Number(value) >= min && Number(value) <= max)
  return found !== exclude
}

/** Counts the slow way: every product, every value, one by one. */
function slowly({ filters, inStock, categoryIds }: Question, products: readonly Listed[]) {
  const base = products.filter((p) => (!inStock || p.inStock) && (!categoryIds || p.categoryIds.some((id) => categoryIds.includes(id))))
  const without = (facet?: string) => base.filter((p) => filters.every((filter) => filter.name === facet || passes(p, filter)))
  const count = (facet: string, value: string) => without(facet).filter((p) => valuesOf(p, facet).includes(value)).length
  return { total: without().length, count, without }
}

const someFilter = fc.oneof(
  fc.record({ name: fc.constant('colour'), values: fc.subarray(colours, { minLength: 1 }), exclude: fc.boolean() }),
  fc.record({ name: fc.constant('shape'), values: fc.subarray(shapes, { minLength: 1 }), exclude: fc.boolean() }),
  fc.record({
    name: fc.constantFrom('lensWidthMm', 'price'),
    values: fc.constant([]),
    min: fc.integer({ min: 0, max: 50 }),
    exclude: fc.boolean(),
  }),
)
const someQuestion = fc.record({
  filters: fc.array(someFilter, { maxLength: 4 }),
  inStock: fc.boolean(),
  categoryIds: fc.option(fc.subarray(['category-0', 'category-1', 'category-2']), { nil: undefined }),
})

test('facet counts equal a brute-force count over 1,000 products, whatever is asked', () => {
  fc.assert(
    fc.property(someQuestion, (asked) => {
      const whole = question(asked)
      const { total, facets } = index.ask(whole)
      const slow = slowly(whole, shop)
      expect(total).toBe(slow.total)
      for (const [facet, values] of Object.entries({ colour: colours, shape: shapes, family: kinds })) {
        const counted = facets.find(({ name }) => name === facet)?.values
        const expected = values.map((value) => [value, slow.count(facet, value)])
        // A facet that cannot narrow the list is left out.
        if (!counted) expect(expected.filter(([, count]) => count !== 0 && count !== total)).toEqual([])
        else expect(values.map((value) => [value, counted.find((found) => found.value === value)?.count ?? 0])).toEqual(expected)
      }
      const widths = slow.without('lensWidthMm').flatMap((p) => p.numbers['lensWidthMm'] ?? [])
      const [min, max] = [Math.min(...widths), Math.max(...widths)]
      const shown = min < max || (min === max && asked.filters.some(({ name }) => name === 'lensWidthMm'))
      const range = facets.find(({ name }) => name === 'lensWidthMm')
      expect([range?.min, range?.max]).toEqual(shown ? [min, max] : [undefined, undefined])
    }),
    { numRuns: 150 },
  )
})

test('pages in every order show every hit once', () => {
  fc.assert(
    fc.property(someQuestion, fc.constantFrom('price', '-price', 'newest', 'relevance'), (asked, sort) => {
      const seen: number[] = []
      let after: Question['after']
      do {
        const answer = index.ask(question({ ...asked, sort, after, limit: 100, facets: false }))
        seen.push(...answer.numbers)
        after = answer.next
      } while (after)
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen).toHaveLength(slowly(question(asked), shop).total)
      const prices = seen.map((number) => index.get(number)?.priceMinor ?? 0)
      if (sort === 'price') expect(prices).toEqual(prices.toSorted((a, b) => a - b))
    }),
    { numRuns: 20 },
  )
})

test('sizes stand from small to large however many have them, those without a letter last', () => {
  const clothes = facetIndex()
  const sizes = (number: number, ...own: string[]) =>
    clothes.put({ ...shop[0]!, number, productId: `c${number}`, terms: own.map((s) => `size:${s}`) })
  sizes(1, 'L', 'XL', 'one-size')
  sizes(2, 'L', 'M', 'XS')
  sizes(3, 'S', 'one-size')
  const size = clothes.ask(question({})).facets.find(({ name }) => name === 'size')
  expect(size?.values.map(({ value }) => value)).toEqual(['XS', 'S', 'M', 'L', 'XL', 'one-size'])
})

test('a product that changes is counted as it is now, and one that is gone no more', () => {
  const changing = facetIndex()
  const first = shop[0]!
  changing.put(first)
  changing.put({ ...first, terms: ['colour:pink'], inStock: false })
  changing.put({ ...shop[1]!, terms: ['colour:red'], inStock: true })
  expect(changing.ask(question({})).facets.find(({ name }) => name === 'colour')?.values).toEqual([
    { value: 'pink', count: 1, selected: false },
    { value: 'red', count: 1, selected: false },
  ])
  expect(changing.ask(question({ inStock: true })).total).toBe(1)
  changing.remove(first.number)
  expect(changing.ask(question({})).total).toBe(1)
  expect(changing.numberOf(first.productId)).toBeUndefined()
})

test.each<[string, Filter]>([
  ['an unknown facet', { name: 'mood', values: ['good'], exclude: false }],
  ['bounds on words', { name: 'colour', values: [], min: 1, exclude: false }],
  ['words on a range', { name: 'price', values: ['cheap'], exclude: false }],
  ['a minimum above the maximum', { name: 'price', values: [], min: 2, max: 1, exclude: false }],
])('%s is bad input', (_, filter) => {
  expect(() => index.ask(question({ filters: [filter] }))).toThrow(RangeError)
})

test('sets of numbers do what sets do', () => {
  const some = fc.uniqueArray(fc.nat(5_000))
  fc.assert(
    fc.property(some, some, (a, b) => {
      const [left, right] = [bitsOf(a), bitsOf(b)]
      expect(countBits(left)).toBe(a.length)
      expect(countBoth(left, right)).toBe(a.filter((n) => b.includes(n)).length)
      expect([...numbersIn(left)]).toEqual(a.toSorted((x, y) => x - y))
      expect(a.every((n) => hasBit(left, n))).toBe(true)
    }),
  )
})
