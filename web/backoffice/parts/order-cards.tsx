import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { OrderCard } from '@vitrine/gateway/schemas/admin-prices'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { orderCardWords } from '../words/order-cards.ts'
import { useWords } from '../words/words.tsx'

/** Gift cards that were sold with the order, and sending one again whose code was lost. Nothing where it has none. */
export function OrderCards({ order }: { readonly order: AdminOrder }) {
  const words = orderCardWords[useLocale()]
  const path = `/v1/admin/orders/${encodeURIComponent(order.id)}/gift-cards`
  const found = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => ask<{ readonly items: readonly OrderCard[] }>(path, { signal }),
  })
  const cards = found.data?.items ?? []
  if (cards.length === 0) return null
  return (
    <section aria-labelledby="cards">
      <h2 className="oh" id="cards">
        {words.title}
      </h2>
      <p className="fine ink-3">{words.hint}</p>
      <ul className="feed wide">
        {cards.map((card) => (
          <Card key={card.creditId} card={card} path={path} />
        ))}
      </ul>
    </section>
  )
}

/** One press is one mail: a repeat of it under the same key is the same. */
function Card({ card, path }: { readonly card: OrderCard; readonly path: string }) {
  const [locale, office, queries] = [useLocale(), useWords(), useQueryClient()]
  const words = orderCardWords[locale]
  const [key, setKey] = useState(newKey)
  const send = useMutation({
    mutationFn: () => ask<OrderCard>(`${path}/${encodeURIComponent(card.creditId)}/send`, { method: 'POST', key, body: {} }),
    onSettled: (_, error) => {
      if (!error || isAnswered(error)) setKey(newKey()) // answered: another press is another mail
      return queries.invalidateQueries({ queryKey: [path] })
    },
  })
  const { codeEnd, balance, closed, sentAgain, to } = card
  const why = to === '' ? words.nobody : closed ? words.closed : balance.amountMinor === 0 ? words.spent : undefined
  const problem = send.error instanceof Refused ? send.error.problem : undefined
  const failed = send.error && (problem?.status === 403 ? office.noRightFor : (problem?.title ?? office.offline))
  return (
    <li>
      <span>
        {words.card(codeEnd, formatMoney(locale, balance))}
        <small className="ink-3 obelow">{[to, sentAgain > 0 && words.again(sentAgain), why].filter(Boolean).join(', ')}</small>
      </span>
      <button
        className="ob"
        type="button"
        aria-disabled={why !== undefined || send.isPending || undefined}
        onClick={() => why === undefined && !send.isPending && send.mutate()}
      >
        {words.send(codeEnd)}
      </button>
      <span role="status">{send.data ? words.sent(send.data.to) : ''}</span>
      {failed && (
        <p className="bad" role="alert">
          {failed}
        </p>
      )}
    </li>
  )
}
