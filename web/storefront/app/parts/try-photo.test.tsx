import { LocaleContext } from '@vitrine/ui/locale'
import type { FetcherWithComponents } from 'react-router'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { PhotoAnswer } from '../try-on/photo-answer.ts'
import type { TriedFrame } from '../try-on/strip.ts'
import { tryWords } from '../words/try.ts'
import { TryPhoto } from './try-photo.tsx'

const fetcher = { state: 'idle', Form: 'form' } as unknown as FetcherWithComponents<PhotoAnswer> // as much as is drawn
const shown = (
  locale: 'fr' | 'en',
  method: 'iris' | 'average',
  fit: Extract<PhotoAnswer, { outcome: 'drawn' }>['fit'] = [],
  isCardLost = false,
) => told(locale, { outcome: 'drawn', variantId: 'v', url: 'data:', pd: { mm: 62, errorMm: 7.1, method }, fit, isCardLost })
const told = (locale: 'fr' | 'en', answer: PhotoAnswer) =>
  renderToStaticMarkup(
    <LocaleContext value={locale}>
      <TryPhoto
        fetcher={fetcher}
        answer={answer}
        chosen={{ slug: 'lise', variantId: 'v' } as TriedFrame} // no more of it is drawn here
        onSend={() => {}}
      />
    </LocaleContext>,
  ).replaceAll('\u00a0', ' ')

test('an average distance is told as what it is, in both languages, and typing is offered', () => {
  for (const [locale, words] of [
    ['en', 'Not to scale'],
    ['fr', 'Pas à l’échelle'],
  ] as const) {
    const page = shown(locale, 'average')
    expect(page).toContain(words)
    expect(page).toContain('href="#pd"')
    expect(page).not.toContain('62')
  }
})

test.each(['fr', 'en'] as const)('who sent many photos in a minute is told so in %s, and not that the photo is bad', (locale) => {
  const { refusals } = tryWords[locale]
  const page = told(locale, { outcome: 'refused', code: 'too-many-requests' })
  expect(page).toContain(refusals['too-many-requests'])
  expect(page).not.toContain(refusals.other)
})

test('marks that cannot be a card are told as that', () => {
  expect(shown('en', 'iris', [], true)).toContain('cannot be a card')
  expect(shown('en', 'iris')).not.toContain('cannot be a card')
})

test('a measured one is told with its error, and with how the frame suits', () => {
  const page = shown('en', 'iris', [{ code: 'eyes-inside', mm: 3 }])
  expect(page).toContain('Distance between your pupils: 62 mm ± 7.1 mm.')
  expect(page).toContain('Your eyes sit 3 mm inside the middle of the lenses.')
  expect(page).not.toContain('href="#pd"')
})
