import { useMutation, useQuery } from '@tanstack/react-query'
import type { AdminOrder, AdminOrderRow } from '@vitrine/gateway/schemas/admin-orders'
import type { Explained, PricedVariant, Verdict } from '@vitrine/gateway/schemas/admin-prices'
import { Field } from '@vitrine/ui/components/field'
import { formatMoney } from '@vitrine/ui/format'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { ask, query } from '../api.ts'
import { basketOfOrder } from '../parts/basket-of-order.ts'
import { CustomerField } from '../parts/customer-field.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Choice, Text } from '../parts/form-fields.tsx'
import { GoodsSearch } from '../parts/goods-search.tsx'
import { Chip, useFilters } from '../parts/list-filters.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { usePricedVariants, variantName } from '../parts/priced-variants.ts'
import { Failed, Waiting } from '../parts/region.tsx'
import { Status } from '../parts/status.tsx'
import { Told } from '../parts/told.tsx'
import { shortId } from '../session.ts'
import { usePriceWords } from '../words/prices.ts'
import type { PriceWords } from '../words/prices-en.ts'
import { useWords } from '../words/words.tsx'

/** A basket by hand, kept in the address so that a colleague sees the same, and what every promotion says of it. */
export function Explain() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const { get } = useFilters()
  const [taken, setTaken] = useState(0) // fields with a memory of what was typed begin anew
  const asked = Object.fromEntries(['lines', 'coupons', 'country', 'currency', 'customerId'].map((name) => [name, get(name) || undefined]))
  const answer = useQuery({
    queryKey: ['/v1/admin/promotions/explain', asked, locale],
    enabled: get('lines') !== '',
    queryFn: ({ signal }) => ask<Explained>(`/v1/admin/promotions/explain${query(asked)}`, { signal }),
    placeholderData: (before) => before,
    retry: false,
  })
  return (
    <>
      <PageTitle title={own.explain} above={<Link to="/promotions">{words.promotions}</Link>} intro={own.explainIntro} />
      <div className="ocols">
        <div className="ostack">
          <FromOrder onTaken={() => setTaken(taken + 1)} />
          <Basket />
          {get('lines') === '' ? (
            <p className="empty">{own.explainEmpty}</p>
          ) : answer.error ? (
            <Failed error={answer.error} retry={answer.refetch} />
          ) : answer.data ? (
            <Verdicts verdicts={answer.data.verdicts} />
          ) : (
            <Waiting rows={4} />
          )}
        </div>
        <div className="ostack">
          <Shopper key={taken} />
          {get('lines') !== '' && answer.data && <Sums explained={answer.data} />}
        </div>
      </div>
    </>
  )
}

/** Begins with what an order was: by its number, as its shopper says it. */
function FromOrder({ onTaken }: { readonly onTaken: () => void }) {
  const [words, own, id] = [useWords(), usePriceWords(), useId()]
  const { set } = useFilters()
  const taking = useMutation({
    mutationFn: async (number: string) => {
      const { items } = await ask<{ items: AdminOrderRow[] }>(`/v1/admin/orders${query({ q: number, limit: 2 })}`)
      const row = items.find((one) => one.number.toLowerCase() === number.toLowerCase())
      return row && basketOfOrder(await ask<AdminOrder>(`/v1/admin/orders/${encodeURIComponent(row.id)}`))
    },
    onSuccess(basket) {
      if (!basket) return
      set(basket)
      onTaken()
    },
  })
  const isUnknown = taking.isSuccess && !taking.data
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const number = String(new FormData(event.currentTarget).get('number') ?? '').trim()
        if (number !== '' && !taking.isPending) taking.mutate(number)
      }}
    >
      <Field id={`${id}-number`} name="number" label={own.fromOrder} error={isUnknown ? own.noSuchOrder : undefined} autoComplete="off" />
      <button className="ob" type="submit" aria-disabled={taking.isPending || undefined}>
        {own.takeBasket}
      </button>
      <p role="status">{taking.data ? words.order(taking.variables) : ''}</p>
      {taking.error && <Told error={taking.error} />}
    </form>
  )
}

/** What it is priced in, of what the shop sells in. */
function CurrencyChoice() {
  const own = usePriceWords()
  const { get, set } = useFilters()
  const sold = useQuery({
    queryKey: ['/v1/currencies'],
    queryFn: ({ signal }) => ask<{ items: { code: string }[]; usual: string }>('/v1/currencies', { signal }),
  })
  const { items = [], usual = '' } = sold.data ?? {}
  if (items.length < 2) return null
  return (
    <Choice
      label={own.explainCurrency}
      value={get('currency') || usual}
      options={Object.fromEntries(items.map(({ code }) => [code, code]))}
      onChange={(code) => set({ currency: code === usual ? '' : code })}
    />
  )
}

const linesIn = (text: string) =>
  text
    .split(',')
    .filter(Boolean)
    .map((line) => {
      const [variantId = '', quantity = '1'] = line.split(':')
      return { variantId, quantity: Number(quantity) }
    })

function Basket() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const { get, set } = useFilters()
  const lines = linesIn(get('lines'))
  const named = usePricedVariants({ variantIds: lines.map(({ variantId }) => variantId) }).data?.items ?? []
  const put = (next: typeof lines) => set({ lines: next.map(({ variantId, quantity }) => `${variantId}:${quantity}`).join(',') })
  const add = ({ variantId }: PricedVariant) => {
    const there = lines.find((line) => line.variantId === variantId)
    put(
      there
        ? lines.map((line) => (line === there ? { variantId, quantity: Math.min(99, line.quantity + 1) } : line))
        : [...lines, { variantId, quantity: 1 }],
    )
  }
  const rows = lines.map((line) => {
    const variant = named.find(({ variantId }) => variantId === line.variantId)
    return { ...line, name: variant ? variantName(variant) : line.variantId, price: variant?.price }
  })
  return (
    <section aria-labelledby="basket">
      <h2 className="oh" id="basket">
        {own.basket}
      </h2>
      <GoodsSearch label={own.findGoods} onVariant={add} />
      {rows.length > 0 && (
        <DataTable
          caption={own.basket}
          rows={rows}
          idOf={({ variantId }) => variantId}
          columns={[
            { name: words.variant, isHead: true, cell: ({ name }) => name },
            {
              name: words.price,
              isNumber: true,
              cell: ({ variantId, price }) => (
                <Link to={`/prices/${encodeURIComponent(variantId)}`}>{price ? formatMoney(locale, price) : own.notPriced}</Link>
              ),
            },
            {
              name: words.quantity,
              isCorner: true,
              cell: ({ variantId, name, quantity }) => (
                <span className="oact">
                  <input
                    className="ocount"
                    type="number"
                    min={1}
                    max={99}
                    aria-label={own.quantity(name)}
                    value={quantity}
                    onChange={({ target }) => {
                      const count = Math.min(99, Math.max(1, Math.trunc(target.valueAsNumber) || 1))
                      put(lines.map((line) => (line.variantId === variantId ? { variantId, quantity: count } : line)))
                    }}
                  />
                  <button
                    className="ob"
                    type="button"
                    aria-label={own.remove(name)}
                    onClick={() => put(lines.filter((line) => line.variantId !== variantId))}
                  >
                    {'\u00d7'}
                  </button>
                </span>
              ),
            },
          ]}
        />
      )}
    </section>
  )
}

/** Whose basket it is, where it goes, and the codes that were entered. */
function Shopper() {
  const [own, id] = [usePriceWords(), useId()]
  const { get, set } = useFilters()
  const [codes, setCodes] = useState(get('coupons'))
  const [country, setCountry] = useState(get('country'))
  const customerId = get('customerId')
  return (
    <section className="ofields" aria-labelledby={id}>
      <h2 className="oh" id={id}>
        {own.conditions}
      </h2>
      <Text
        label={own.codes}
        hint={own.codesHint}
        value={codes}
        onChange={(typed) => {
          setCodes(typed)
          set({
            coupons: typed
              .split(/[,;\s]+/)
              .filter(Boolean)
              .slice(0, 10)
              .join(','),
          })
        }}
      />
      <Text
        label={own.country}
        value={country}
        onChange={(typed) => {
          const code = typed.toUpperCase().slice(0, 2)
          setCountry(code)
          set({ country: /^[A-Z]{2}$/.test(code) ? code : '' })
        }}
      />
      <CurrencyChoice />
      {customerId ? (
        <p>
          {own.customer} <Chip name="customerId">{shortId(customerId)}</Chip>
        </p>
      ) : (
        <CustomerField onChoose={(one) => set({ customerId: one.id })} />
      )}
    </section>
  )
}

function Sums({ explained }: { readonly explained: Explained }) {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const { lines, discount, delivery, tax, total, taxIncluded } = explained
  const sums = [
    [words.lines, lines],
    [words.discount, { ...discount, amountMinor: -discount.amountMinor }],
    ...(delivery.amountMinor > 0 ? ([[words.delivery, delivery]] as const) : []),
    [taxIncluded ? words.tax : own.taxAdded, tax],
  ] as const
  return (
    <dl className="osum">
      {sums.map(([text, amount]) => (
        <div key={text}>
          <dt>{text}</dt>
          <dd>{formatMoney(locale, amount)}</dd>
        </div>
      ))}
      <div className="all">
        <dt>{words.total}</dt>
        <dd>{formatMoney(locale, total)}</dd>
      </div>
    </dl>
  )
}

function Verdicts({ verdicts }: { readonly verdicts: readonly Verdict[] }) {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  return (
    <section aria-labelledby="verdicts">
      <h2 className="oh" id="verdicts">
        {own.verdicts}
      </h2>
      {verdicts.length === 0 ? (
        <p className="empty">{words.noPromotions}</p>
      ) : (
        <DataTable
          caption={own.verdicts}
          rows={verdicts}
          idOf={({ promotion }) => promotion.id}
          columns={[
            {
              name: own.promotionName,
              isHead: true,
              cell: ({ promotion: { id, code, title } }) => (
                <Link to={`/promotions/${id}`}>{code ? <span className="mono">{code}</span> : title?.[locale]}</Link>
              ),
            },
            { name: own.why, cell: (verdict) => <span className="owhy">{whyText(verdict, own, locale)}</span> },
            {
              name: own.givesHere,
              isNumber: true,
              cell: ({ applies, discount }) => (applies ? formatMoney(locale, discount) : ''),
            },
            {
              name: words.status,
              isCorner: true,
              cell: ({ applies }) => <Status text={applies ? own.applies : own.appliesNot} tone={applies ? 'verre' : ''} />,
            },
          ]}
        />
      )}
    </section>
  )
}

/** The reason in words, with what is short of a minimum. */
function whyText({ reason, code, missing, discount }: Verdict, own: PriceWords, locale: Locale): string {
  if (!reason) return ''
  if (!missing) return reason
  const short =
    code === 'minimum-not-reached'
      ? own.missingAmount(formatMoney(locale, { amountMinor: missing, currency: discount.currency }))
      : own.missingPieces(missing)
  return `${reason} (${short})`
}
