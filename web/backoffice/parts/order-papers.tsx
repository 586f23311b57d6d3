import { useMutation, useQuery } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { OrderInvoices } from '@vitrine/gateway/schemas/order'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { ask, askFile, Refused, saveFile } from '../api.ts'
import { orderPaperWords } from '../words/order-papers.ts'
import { useWords } from '../words/words.tsx'
import { momentText } from './day-text.ts'

type Paper = OrderInvoices['items'][number]

/** The invoice of an order and a credit note for each refund, each saved as the file the shopper has. Nothing before it is invoiced. */
export function OrderPapers({ order: { id } }: { readonly order: AdminOrder }) {
  const words = orderPaperWords[useLocale()]
  const path = `/v1/admin/orders/${encodeURIComponent(id)}/invoices`
  const found = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => ask<OrderInvoices>(path, { signal }),
    // A credit note is written a moment after the money went back.
    refetchInterval: 10_000,
  })
  const papers = found.data?.items ?? []
  if (papers.length === 0) return null
  return (
    <section aria-labelledby="papers">
      <h2 className="oh" id="papers">
        {words.title}
      </h2>
      <ul className="feed wide">
        {papers.map((paper) => (
          <PaperLine key={paper.number} orderId={id} paper={paper} />
        ))}
      </ul>
    </section>
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
