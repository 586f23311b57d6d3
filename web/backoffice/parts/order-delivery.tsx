import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { DeliveryOption, DeliveryOptions } from '@vitrine/gateway/schemas/cart'
import { formatDay, formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useId, useState } from 'react'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'

/** Another way to travel for the shopper, for as much or less, until the parcel is made; what it costs less goes back. */
export function OrderDelivery({ order }: { readonly order: AdminOrder }) {
  const words = useWords()
  const [isOpen, setOpen] = useState(false)
  const options = useQuery({
    queryKey: ['/v1/admin/orders', order.id, 'delivery-options'],
    queryFn: ({ signal }) => ask<DeliveryOptions>(`/v1/admin/orders/${order.id}/delivery-options`, { signal }),
    enabled: isOpen,
  })
  if (!order.allowed.includes('change-delivery')) return null
  const paidMinor = order.totals.delivery?.amountMinor ?? 0
  const within = options.data?.items.filter(({ price }) => price.amountMinor <= paidMinor)
  return (
    <details className="ofold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.changeDelivery}</summary>
      {within && within.length > 0 && <Choice order={order} options={within} />}
      {within?.length === 0 && <p className="ink-2">{words.noOtherDelivery}</p>}
      {options.error && <p className="ink-2">{options.error instanceof Refused ? options.error.problem.title : words.offline}</p>}
    </details>
  )
}

function Choice({ order, options }: { readonly order: AdminOrder; readonly options: readonly DeliveryOption[] }) {
  const [words, queries, id] = [useWords(), useQueryClient(), useId()]
  const [key, setKey] = useState(newKey)
  const change = useMutation({
    mutationFn: (body: object) => ask<AdminOrder>(`/v1/admin/orders/${order.id}/delivery`, { method: 'PUT', key, body }),
    onSuccess: () => setKey(newKey()),
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another change
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] }),
  })
  const problem = change.error instanceof Refused ? change.error.problem : undefined
  const failed = change.error && (problem?.status === 403 ? words.noRightFor : (problem?.detail ?? problem?.title ?? words.offline))
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const [optionId, pickupPointId] = JSON.parse(String(new FormData(event.currentTarget).get('way'))) as [string, string?] // as written below
        if (!change.isPending) change.mutate({ optionId, ...(pickupPointId && { pickupPointId }) })
      }}
    >
      <p className="ink-2 owide">{words.changeDeliveryHint}</p>
      <label className="field owide">
        {words.deliveredBy}
        <select
          className="input"
          name="way"
          aria-invalid={failed ? true : undefined}
          aria-describedby={failed ? `${id}-failed` : undefined}
        >
          {options.map((option) => (
            <Ways key={option.id} option={option} />
          ))}
        </select>
      </label>
      <button className="ob" type="submit" aria-disabled={change.isPending || undefined}>
        {words.changeDeliveryButton}
      </button>
      <p className="owide" role="status" id={`${id}-failed`}>
        {failed || (change.isSuccess && words.deliveryChanged)}
      </p>
    </form>
  )
}

/** A method that has points is chosen with one of them. */
function Ways({ option: { id, name, price, earliest, latest, pickupPoints = [] } }: { readonly option: DeliveryOption }) {
  const [words, locale] = [useWords(), useLocale()]
  const text = words.deliveryWay(name, formatMoney(locale, price), formatDay(locale, earliest), formatDay(locale, latest))
  if (pickupPoints.length === 0) return <option value={JSON.stringify([id])}>{text}</option>
  return (
    <optgroup label={text}>
      {pickupPoints.map((point) => (
        <option key={point.id} value={JSON.stringify([id, point.id])}>
          {[point.name, point.address.line1, `${point.address.postcode} ${point.address.city}`].join(', ')}
        </option>
      ))}
    </optgroup>
  )
}
