import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PricedVariant } from '@vitrine/gateway/schemas/admin-prices'
import type { Money } from '@vitrine/gateway/schemas/shapes'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, newKey } from '../api.ts'
import { useCurrencyWords } from '../words/currencies.ts'
import { GoodsSearch } from './goods-search.tsx'
import { MoneyField } from './number-fields.tsx'
import { variantName } from './priced-variants.ts'
import { Told } from './told.tsx'

/** Sets the price of one variant in a currency, or lets it follow the rule again. */
export function FixPrice({ currency }: { readonly currency: string }) {
  const [own, locale, queries] = [useCurrencyWords(), useLocale(), useQueryClient()]
  const [variant, setVariant] = useState<PricedVariant>()
  const [price, setPrice] = useState<Money>()
  const fix = useMutation({
    mutationFn: ({ variantId, to }: { readonly variantId: string; readonly to: Money | undefined }) =>
      ask<{ price?: Money }>(`/v1/admin/prices/${encodeURIComponent(variantId)}/${currency}`, {
        method: 'PUT',
        key: newKey(),
        body: to ? { price: to } : {},
      }),
    onSuccess: () =>
      Promise.all(['/v1/admin/currencies', '/v1/admin/prices'].map((path) => queries.invalidateQueries({ queryKey: [path] }))),
  })
  const choose = (found: PricedVariant) => {
    setVariant(found)
    setPrice(found.price)
    fix.reset()
  }
  const put = (to: Money | undefined) => variant && !fix.isPending && fix.mutate({ variantId: variant.variantId, to })
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        if (price) put(price)
      }}
    >
      <GoodsSearch label={own.find} currency={currency} onVariant={choose} />
      {variant && (
        <>
          <MoneyField
            key={variant.variantId}
            label={own.priceOf(variantName(variant), currency)}
            value={price}
            currency={currency}
            least={0}
            onChange={setPrice}
          />
          <button className="ob main" type="submit" aria-disabled={!price || fix.isPending || undefined}>
            {own.set}
          </button>
          <button className="ob" type="button" aria-disabled={fix.isPending || undefined} onClick={() => put(undefined)}>
            {own.follow}
          </button>
          <p role="status">{fix.data?.price ? own.fixed(variantName(variant), formatMoney(locale, fix.data.price)) : ''}</p>
        </>
      )}
      {fix.error && <Told error={fix.error} />}
    </form>
  )
}
