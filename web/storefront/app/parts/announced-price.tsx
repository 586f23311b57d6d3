import type { Variant } from '@vitrine/gateway/schemas/catalogue'
import { Price } from '@vitrine/ui/components/price'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { productWords } from '../words/product.ts'

type Shown = Pick<Variant, 'price' | 'priceBefore' | 'lowestPrice30d'>

/**
 * What a variant costs. A reduction is announced with the lowest price of the 30 days before it, or not at all.
 * Source: Directive 98/6/EC art. 6a (LAW-5). `taxIncluded`: absent where nothing is said, as of a gift card, whose sale bears no tax.
 */
export function AnnouncedPrice({ variant, taxIncluded }: { readonly variant: Shown; readonly taxIncluded?: boolean | undefined }) {
  const { price, priceBefore, lowestPrice30d } = variant
  const locale = useLocale()
  const words = productWords[locale]
  return (
    <p className="price">
      <Price price={price} before={lowestPrice30d && priceBefore} />
      {taxIncluded !== undefined && <small>{taxIncluded ? words.taxIncluded : words.taxAdded}</small>}
      {priceBefore && lowestPrice30d && <small className="block">{words.lowest(formatMoney(locale, lowestPrice30d))}</small>}
    </p>
  )
}
