import type { MakePriceList, PricedVariant } from '@vitrine/gateway/schemas/admin-prices'
import { Icon } from '@vitrine/ui/components/icon'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'
import { Text } from './form-fields.tsx'
import { FormSection } from './form-section.tsx'
import { GoodsSearch } from './goods-search.tsx'
import { MomentField, NumberField } from './number-fields.tsx'
import { usePricedVariants, variantName } from './priced-variants.ts'
import { PriceCell } from './sheet-cells.tsx'

interface PriceListFormProps {
  readonly draft: MakePriceList
  readonly onChange: (draft: MakePriceList) => void
}

/** For whom, when, and the prices as a sheet. */
export function PriceListForm({ draft, onChange }: PriceListFormProps) {
  const [words, own] = [useWords(), usePriceWords()]
  const { title } = draft
  const set = (part: Partial<MakePriceList>) => onChange({ ...draft, ...part })
  return (
    <div className="ostack">
      <FormSection title={words.basics} hint={own.listsIntro}>
        <div className="frn">
          <Text label={own.nameFr} value={title.fr} required onChange={(fr) => set({ title: { ...title, fr } })} />
          <Text label={own.nameEn} value={title.en} required onChange={(en) => set({ title: { ...title, en } })} />
          <Text
            label={own.group}
            hint={own.groupHint}
            value={draft.group ?? ''}
            onChange={(group) => set({ group: group === '' ? undefined : group })}
          />
          <Text label={own.currency} value={draft.currency} required onChange={(typed) => set(inCurrency(draft, typed))} />
          <NumberField label={own.rank} value={draft.rank} min={-1_000} max={1_000} onChange={(rank) => set({ rank })} />
        </div>
      </FormSection>
      <FormSection title={own.period} hint={own.timesHint}>
        <div className="frn">
          <MomentField label={own.starts} value={draft.startsAt} required onChange={(startsAt = '') => set({ startsAt })} />
          <MomentField label={own.endsAt} value={draft.endsAt} required={!draft.group} onChange={(endsAt) => set({ endsAt })} />
        </div>
      </FormSection>
      <FormSection title={own.prices} hint={own.pricesHint}>
        <PricesSheet draft={draft} onChange={onChange} />
      </FormSection>
    </div>
  )
}

/** A list is in one currency. */
function inCurrency({ prices }: MakePriceList, typed: string): Partial<MakePriceList> {
  const currency = typed.toUpperCase().slice(0, 3)
  return { currency, prices: prices.map(({ variantId, price }) => ({ variantId, price: { ...price, currency } })) }
}

function PricesSheet({ draft, onChange }: PriceListFormProps) {
  const [words, own] = [useWords(), usePriceWords()]
  const { prices, currency } = draft
  const named = usePricedVariants({ variantIds: prices.slice(0, 200).map(({ variantId }) => variantId), currency }).data?.items ?? []
  const put = (next: MakePriceList['prices']) => onChange({ ...draft, prices: next })
  const add = ({ variantId, price }: PricedVariant) => {
    if (prices.some((one) => one.variantId === variantId)) return
    put([...prices, { variantId, price: price ?? { amountMinor: 0, currency } }])
  }
  return (
    <>
      <GoodsSearch label={own.findGoods} currency={currency} onVariant={add} />
      {prices.length > 0 && (
        <div className="scrollx" tabIndex={0} role="group" aria-label={own.prices}>
          <table className="ot sheet oprices">
            <thead>
              <tr>
                <th scope="col">{words.variant}</th>
                <th scope="col" className="num">
                  {own.regular}
                </th>
                <th scope="col" className="num">
                  {own.listPrice}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {prices.map(({ variantId, price }) => (
                <Row
                  key={variantId}
                  variantId={variantId}
                  price={price}
                  variant={named.find((one) => one.variantId === variantId)}
                  onPrice={(next) => put(prices.map((one) => (one.variantId === variantId ? { variantId, price: next } : one)))}
                  onRemove={() => put(prices.filter((one) => one.variantId !== variantId))}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

interface RowProps {
  readonly variantId: string
  readonly price: MakePriceList['prices'][number]['price']
  readonly variant: PricedVariant | undefined
  readonly onPrice: (price: RowProps['price']) => void
  readonly onRemove: () => void
}

function Row({ variantId, price, variant, onPrice, onRemove }: RowProps) {
  const [own, locale] = [usePriceWords(), useLocale()]
  const name = variant ? variantName(variant) : variantId
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="num">
        <Link to={`/prices/${encodeURIComponent(variantId)}`}>
          {variant?.price ? formatMoney(locale, variant.priceBefore ?? variant.price) : own.notPriced}
        </Link>
      </td>
      <PriceCell label={own.listPriceOf(name)} price={price} onChange={(next) => next && onPrice({ ...next, currency: price.currency })} />
      <td className="oless">
        <button type="button" aria-label={own.remove(name)} onClick={onRemove}>
          <Icon name="close" />
        </button>
      </td>
    </tr>
  )
}
