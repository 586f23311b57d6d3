import type { Facet } from '@vitrine/gateway/schemas/catalogue'
import { describe, expect, test } from 'vitest'
import { activeFilters, dropped, readListing, toggled } from './listing-query.ts'

const read = (query: string, currency = 'EUR') => readListing(new URLSearchParams(query), { category: 'lunettes' }, currency)

describe('the address of a list', () => {
  test('asks for several values of one filter together', () => {
    expect(read('colour=black&colour=tortoise').input.filters).toEqual([{ name: 'colour', values: ['black', 'tortoise'] }])
  })

  test('takes prices in euros and hands them on in cents', () => {
    expect(read('price.min=50&price.max=99,5').input.price).toEqual({ min: 5_000, max: 9_950 })
    expect(read('price.min=50&price.max=99,5', 'JPY').input.price).toEqual({ min: 50, max: 100 })
    expect(read('price.max=12900', 'HUF').input.price).toEqual({ max: 1_290_000 })
  })

  test('finds frames of the size of an old pair, within 2 mm and 5 of the temple', () => {
    expect(read('pair=52&pair=18&pair=140').input.filters).toEqual([
      { name: 'lensWidthMm', min: 50, max: 54 },
      { name: 'bridgeMm', min: 16, max: 20 },
      { name: 'templeMm', min: 135, max: 145 },
    ])
  })

  test('leaves notes out when they are excluded', () => {
    expect(read('notes=vanilla&not.notes=patchouli').input).toMatchObject({
      filters: [{ name: 'notes', values: ['vanilla'] }],
      exclude: [{ name: 'notes', values: ['patchouli'] }],
    })
  })

  test('that was edited by hand into nonsense still opens the list', () => {
    expect(read('price.min=cheap&sort=upwards&colour=&<b>=1&lensWidthMm.min=-4').input).toEqual({
      category: 'lunettes',
      limit: 24,
      facets: true,
      price: {},
      filters: [{ name: 'lensWidthMm' }],
    })
  })
})

describe('a filter', () => {
  const facets: Facet[] = [
    { name: 'colour', label: 'Couleur', type: 'term', values: [{ value: 'black', label: 'Noir', count: 5 }], min: null, max: null },
  ]

  test('is named in the words of the shop and can be taken away alone', () => {
    const params = new URLSearchParams('colour=black&price.max=210&cursor=x')
    const active = activeFilters('fr', params, readListing(params, {}, 'EUR').chosen, facets, 'EUR')
    expect(active.map(({ label, without }) => [label, without])).toEqual([
      ['Noir', '?price.max=210'],
      ['price jusqu’à 210,00\u00a0€', '?colour=black'],
    ])
  })

  test('pressed twice is as before', () => {
    const once = toggled(new URLSearchParams('q=lise'), 'colour', 'black')
    expect(once).toBe('?q=lise&colour=black')
    expect(toggled(new URLSearchParams(once), 'colour', 'black')).toBe('?q=lise')
  })

  test('taken away leaves the page of the list at its beginning', () => {
    expect(dropped(new URLSearchParams('colour=black&cursor=abc'), (name) => name === 'colour')).toBe('?')
  })
})
