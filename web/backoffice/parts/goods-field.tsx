import type { Scope } from '@vitrine/gateway/schemas/admin-promotions'
import { Icon } from '@vitrine/ui/components/icon'
import { useId } from 'react'
import { usePriceWords } from '../words/prices.ts'
import { GoodsSearch } from './goods-search.tsx'
import { useCategories, usePricedVariants, variantName } from './priced-variants.ts'

interface GoodsFieldProps {
  readonly label: string
  /** What it means that nothing is named. */
  readonly empty: string
  readonly value: Scope
  readonly onChange: (value: Scope) => void
}

const lists = ['productIds', 'variantIds', 'categoryIds'] as const

/** Goods by name: products, single variants, categories. */
export function GoodsField({ label, empty, value, onChange }: GoodsFieldProps) {
  const id = useId()
  const words = usePriceWords()
  const nameOf = useNames(value)
  const categories = useCategories()
  const put = (list: (typeof lists)[number], one: string) => onChange({ ...value, [list]: [...new Set([...(value[list] ?? []), one])] })
  const take = (list: (typeof lists)[number], one: string) => {
    const { [list]: named = [], ...others } = value
    const left = named.filter((other) => other !== one)
    onChange(left.length > 0 ? { ...others, [list]: left } : others)
  }
  const chosen = lists.flatMap((list) => (value[list] ?? []).map((one) => ({ list, one, name: nameOf(list, one) })))
  return (
    <fieldset className="ogoods owide">
      <legend>{label}</legend>
      {chosen.length === 0 ? (
        <p className="ink-3">{empty}</p>
      ) : (
        <ul className="ochips">
          {chosen.map(({ list, one, name }) => (
            <li key={`${list} ${one}`}>
              <button className="ochip" type="button" aria-label={words.remove(name)} onClick={() => take(list, one)}>
                {name}
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="frn">
        <GoodsSearch
          label={words.findGoods}
          onVariant={({ variantId }) => put('variantIds', variantId)}
          onProduct={(productId) => put('productIds', productId)}
        />
        <div className="of">
          <label htmlFor={id}>{words.addCategory}</label>
          <select id={id} value="" onChange={({ target }) => target.value && put('categoryIds', target.value)}>
            <option value="">{words.chooseCategory}</option>
            {categories.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </div>
      </div>
    </fieldset>
  )
}

/** Names of what is named by id; what nobody knows any more says so. */
function useNames({ variantIds = [], productIds = [] }: Scope) {
  const words = usePriceWords()
  const categories = useCategories()
  const named = usePricedVariants({ variantIds, productIds }).data?.items ?? []
  return (list: (typeof lists)[number], id: string): string => {
    const product = named.find(({ productId }) => productId === id)
    const variant = named.find(({ variantId }) => variantId === id)
    const known = {
      productIds: product && words.wholeProduct(product.name),
      variantIds: variant && variantName(variant),
      categoryIds: categories.find((one) => one.id === id)?.name,
    }
    return known[list] ?? words.unknownGoods(id)
  }
}
