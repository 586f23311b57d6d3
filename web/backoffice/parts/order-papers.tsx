import { useMutation, useQuery } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { OrderInvoices } from '@vitrine/gateway/schemas/order'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, askFile, Refused, saveFile } from '../api.ts'
import { orderPaperWords } from '../words/order-papers.ts'
import { useWords } from '../words/words.tsx'
import { momentText } from './day-text.ts'
import { Failed, Waiting } from './region.tsx'

type Paper = OrderInvoices['items'][number]

/**
 * The invoice of an order and a credit note for each refund, each saved as the file the shopper has. Asked for only when it is unfolded: what is
 * due and not there yet is numbered by whoever asks first, and looking at an order is no reason to number.
 */
export function OrderPapers({ order: { id } }: { readonly order: AdminOrder }) {
  const words = orderPaperWords[useLocale()]
  const [isOpen, setOpen] = useState(false)
  const path = `/v1/admin/orders/${encodeURIComponent(id)}/invoices`
  const found = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => ask<OrderInvoices>(path, { signal }),
    enabled: isOpen,
    // A credit note is due a moment after the money went back.
    refetchInterval: 10_000,
  })
  return (
    <details className="ofold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="oh">{words.title}</summary>
      {found.error && !found.data ? (
        <Failed error={found.error} retry={found.refetch} />
      ) : found.data?.items.length === 0 ? (
        <p className="ink-2">{words.none}</p>
      ) : found.data ? (
        <ul className="feed wide">
          {found.data.items.map((paper) => (
            <PaperLine key={paper.number} orderId={id} paper={paper} />
          ))}
        </ul>
      ) : (
        <Waiting rows={2} />
      )}
    </details>
  )
}

function PaperLine({ orderId, paper: { number, kind, at, total } }: { readonly orderId: string; readonly paper: Paper }) {
  const [locale, office] = [useLocale(), useWords()]
  const path = `/v1/admin/orders/${encodeURIComponent(orderId)}/invoice.pdf?number=${encodeURIComponent(number)}`
  const print = useMutation({ mutationFn: () => askFile(path), onSuccess: (pdf) => saveFile(pdf, `${number}.pdf`) })
  return (
    <li>
      <span>
        <time dateTime={at}>{momentText(at, locale)}</time>
        <small className="ink-3 obelow">{formatMoney(locale, total)}</small>
      </span>
      <button className="ob" type="button" aria-disabled={print.isPending || undefined} onClick={() => !print.isPending && print.mutate()}>
        {orderPaperWords[locale].save[kind](number)}
      </button>
      {print.error && (
        <p className="bad" role="alert">
          {print.error instanceof Refused ? print.error.problem.title : office.offline}
        </p>
      )}
    </li>
  )
}
