import { type Locale, useLocale } from '@vitrine/ui/locale'
import { type DeliveryWords, useDeliveryWords } from '../words/delivery.ts'
import { blankRate, type RateDraft } from './delivery-draft.ts'
import { Text } from './form-fields.tsx'
import { MoneyField } from './number-fields.tsx'
import { useCurrency } from '../session.ts'

interface DeliveryRatesProps {
  readonly rates: readonly RateDraft[]
  readonly onChange: (rates: readonly RateDraft[]) => void
}

/** A row for each zone and currency. */
export function DeliveryRates({ rates, onChange }: DeliveryRatesProps) {
  const usual = useCurrency()
  const [own, locale] = [useDeliveryWords(), useLocale()]
  const set = (key: string, part: Partial<RateDraft>) => onChange(rates.map((one) => (one.key === key ? { ...one, ...part } : one)))
  return (
    <>
      {rates.map(({ key, zone, currency, price, freeFrom }, at) => (
        <div key={key} className="orate" role="group" aria-label={own.rateOf(at + 1)}>
          <Text
            label={own.zone}
            hint={zoneName(zone, own, locale)}
            value={zone}
            required
            onChange={(typed) => set(key, { zone: typed.toUpperCase().slice(0, 2) })}
          />
          <Text
            label={own.currency}
            value={currency}
            required
            onChange={(typed) => set(key, inCurrency(typed.toUpperCase().slice(0, 3), price, freeFrom))}
          />
          <MoneyField
            label={own.price}
            value={price}
            currency={knownCurrency(currency)}
            least={0}
            required
            onChange={(next) => set(key, { price: next && { ...next, currency } })}
          />
          <MoneyField
            label={own.freeFrom}
            value={freeFrom}
            currency={knownCurrency(currency)}
            onChange={(next) => set(key, { freeFrom: next && { ...next, currency } })}
          />
          {rates.length > 1 && (
            <button className="ob" type="button" onClick={() => onChange(rates.filter((one) => one.key !== key))}>
              {own.removeRate(zone || own.rateOf(at + 1))}
            </button>
          )}
        </div>
      ))}
      <button className="ob omore" type="button" onClick={() => onChange([...rates, blankRate('', rates.at(-1)?.currency ?? usual)])}>
        {own.addRate}
      </button>
    </>
  )
}

function zoneName(zone: string, own: DeliveryWords, locale: Locale): string {
  if (zone === 'EU') return own.union
  return /^[A-Z]{2}$/.test(zone) ? (new Intl.DisplayNames([locale], { type: 'region' }).of(zone) ?? zone) : ''
}

/** While a currency is half typed amounts are read as of euros. */
const knownCurrency = (typed: string): string => (/^[A-Z]{3}$/.test(typed) ? typed : 'EUR')

const inCurrency = (currency: string, price: RateDraft['price'], freeFrom: RateDraft['freeFrom']): Partial<RateDraft> => ({
  currency,
  price: price && { ...price, currency },
  freeFrom: freeFrom && { ...freeFrom, currency },
})
