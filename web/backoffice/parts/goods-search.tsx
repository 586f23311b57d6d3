import type { PricedVariant } from '@vitrine/gateway/schemas/admin-prices'
import { Icon } from '@vitrine/ui/components/icon'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useDeferredValue, useId, useState } from 'react'
import { usePriceWords } from '../words/prices.ts'
import { usePricedVariants, variantName } from './priced-variants.ts'

const mostShown = 12

interface GoodsSearchProps {
  readonly label: string
  readonly currency?: string
  readonly onVariant: (variant: PricedVariant) => void
  /** Where whole products may be named too. */
  readonly onProduct?: (productId: string) => void
}

/** Finds variants by words as they are typed; a press on one adds it, and says so. */
export function GoodsSearch({ label, currency, onVariant, onProduct }: GoodsSearchProps) {
  const id = useId()
  const [words, locale] = [usePriceWords(), useLocale()]
  const [typed, setTyped] = useState('')
  const [added, setAdded] = useState('')
  const wanted = useDeferredValue(typed.trim())
  const found = usePricedVariants({ q: wanted.length < 2 ? '' : wanted, ...(currency && { currency }) })
  const variants = wanted.length < 2 ? [] : (found.data?.items ?? [])
  const products = [...new Map(variants.map(({ productId, name }) => [productId, name]))]
  const put = (name: string, act: () => void) => {
    act()
    setAdded(name)
  }
  return (
    <div className="of owide">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value)
          setAdded('')
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault() // it stands in a form that is not meant
        }}
      />
      <p className="fine ink-3" role="status">
        {added ? words.added(added) : wanted.length < 2 || found.isPending ? '' : words.found(variants.length)}
      </p>
      {variants.length > 0 && (
        <ul className="ofound">
          {onProduct &&
            products.slice(0, mostShown).map(([productId, name]) => (
              <li key={productId}>
                <Add name={words.wholeProduct(name)} onAdd={() => put(words.wholeProduct(name), () => onProduct(productId))} />
              </li>
            ))}
          {variants.slice(0, mostShown).map((variant) => (
            <li key={variant.variantId}>
              <Add
                name={variantName(variant)}
                price={variant.price && formatMoney(locale, variant.price)}
                onAdd={() => put(variantName(variant), () => onVariant(variant))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Add({ name, price, onAdd }: { readonly name: string; readonly price?: string | undefined; readonly onAdd: () => void }) {
  const words = usePriceWords()
  return (
    <button className="ob" type="button" aria-label={words.add(name)} onClick={onAdd}>
      <Icon name="plus" />
      <span>
        {name} {price && <span className="ink-3">{price}</span>}
      </span>
    </button>
  )
}
