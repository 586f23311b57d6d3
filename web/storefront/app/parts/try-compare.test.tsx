import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { TriedFrame } from '../try-on/strip.ts'
import { keptAfter, TryCompare } from './try-compare.tsx'

const frame = (name: string): TriedFrame => ({
  ...{ variantId: name, productId: name, slug: name, name, colour: 'black', size: '', image: undefined, worn: undefined, isInStock: true },
  price: { amountMinor: 12_900, currency: 'EUR' },
  frame: {} as TriedFrame['frame'], // not drawn here
})
const shown = (locale: 'fr' | 'en', kept: readonly string[]) =>
  renderToStaticMarkup(
    <LocaleContext value={locale}>
      <TryCompare chosen={frame('lise')} kept={kept.map(frame)} onKeep={() => {}} />
    </LocaleContext>,
  )

test('three frames at most stay beside the one that is on; asked for again, one goes', () => {
  expect(keptAfter([], 'a')).toEqual(['a'])
  expect(keptAfter(['a', 'b', 'c'], 'b')).toEqual(['a', 'c'])
  expect(keptAfter(['a', 'b', 'c'], 'd')).toEqual(['b', 'c', 'd'])
})

test('each kept frame can be let go by name, in both languages', () => {
  expect(shown('en', ['noe'])).toContain('aria-label="Let noe, black go"')
  expect(shown('fr', ['noe'])).toContain('aria-label="Retirer noe, black"')
})

test('with four on the face the button stays, says why it does nothing, and where to go on', () => {
  const full = shown('en', ['a', 'b', 'c'])
  expect(full).toContain('aria-disabled="true"')
  expect(full).toContain('Four are side by side. Let one go to keep another.')
  expect(shown('en', ['a', 'b'])).not.toContain('aria-disabled')
})
