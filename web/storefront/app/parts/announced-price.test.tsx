import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { AnnouncedPrice } from './announced-price.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const heard = (variant: Parameters<typeof AnnouncedPrice>[0]['variant'], taxIncluded?: boolean) =>
  renderToStaticMarkup(
    <LocaleContext value="fr">
      <AnnouncedPrice variant={variant} taxIncluded={taxIncluded} />
    </LocaleContext>,
  )
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')

test('a reduction is shown with the lowest price of 30 days', () => {
  const said = heard({ price: eur(9_900), priceBefore: eur(15_900), lowestPrice30d: eur(12_900) })
  expect(said).toContain('99,00 €')
  expect(said).toContain('159,00 €')
  expect(said).toContain('Prix le plus bas des 30 derniers jours : 129,00 €')
})

test('without that price nothing is announced as reduced', () => {
  const said = heard({ price: eur(9_900), priceBefore: eur(15_900) })
  expect(said).toContain('99,00 €')
  expect(said).not.toContain('159,00')
})

test('a price says whether tax is in it, but for what bears none', () => {
  expect(heard({ price: eur(2_500) }, true)).toContain('TVA comprise')
  expect(heard({ price: eur(2_500) }, false)).toContain('hors TVA')
  expect(heard({ price: eur(2_500) })).not.toContain('TVA')
})
