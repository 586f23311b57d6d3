import { useQuery } from '@tanstack/react-query'
import type { AdminOrder, AdminReturn } from '@vitrine/gateway/schemas/admin-orders'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { RefundsAwaited } from '../parts/refunds-awaited.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { ReturnMoves } from '../parts/return-moves.tsx'
import { ReturnStateMark } from '../parts/status.tsx'
import { TakenBackNote } from '../parts/taken-back-note.tsx'
import { usePlaces } from '../parts/use-places.ts'
import { useStaffNames } from '../session.ts'
import { openReturnWords } from '../words/open-return.ts'
import { useWords } from '../words/words.tsx'
import { Lost } from './lost.tsx'

/** One file of pieces that come back: what and why, what goes back, what happened, and what may be done next. Read again while it is open. */
export function ReturnPage() {
  const [words, locale] = [useWords(), useLocale()]
  const { orderId = '', returnId = '' } = useParams()
  const order = useQuery({
    queryKey: ['/v1/admin/orders', orderId],
    queryFn: ({ signal }) => ask<AdminOrder>(`/v1/admin/orders/${encodeURIComponent(orderId)}`, { signal }),
    refetchInterval: 3_000,
  })
  if (!order.data && order.error) return <FailedPage error={order.error} retry={order.refetch} title={words.returns} list="/returns" />
  if (!order.data) return <Waiting rows={8} />
  const file = order.data.returns.find(({ id }) => id === returnId)
  if (!file) return <Lost />
  return (
    <>
      <PageTitle
        title={words.returnTitle(words.returnKinds[file.kind], order.data.number)}
        above={<Link to="/returns">{words.returns}</Link>}
        intro={
          <span className="omarks">
            <ReturnStateMark state={file.state} />
            <time dateTime={file.at}>{momentText(file.at, locale)}</time>
          </span>
        }
      >
        <Link className="ob" to={`/orders/${orderId}`}>
          {words.order(order.data.number)}
        </Link>
      </PageTitle>
      <div className="ocols">
        <div className="ostack">
          <Pieces file={file} />
          <ReturnMoves key={file.state} order={order.data} file={file} />
          <RefundsAwaited order={order.data} />
          <TakenBackNote order={order.data} />
        </div>
        <Steps file={file} />
      </div>
    </>
  )
}

function Pieces({ file }: { readonly file: AdminReturn }) {
  const [words, locale] = [useWords(), useLocale()]
  const isChecked = file.lines.some(({ accepted }) => accepted !== undefined)
  return (
    <section aria-labelledby="pieces">
      <h2 className="oh" id="pieces">
        {words.lines}
      </h2>
      <DataTable
        caption={words.lines}
        rows={file.lines}
        idOf={({ lineId }) => lineId}
        columns={[
          { name: words.product, isHead: true, cell: ({ name }) => name },
          { name: words.reason, cell: ({ reason }) => (reason ? words.returnReasons[reason] : words.noReason) },
          ...(file.lines.some(({ wants }) => wants) ? [{ name: words.wanted, cell: Wanted }] : []),
          { name: words.quantity, isNumber: true, isCorner: true, cell: ({ quantity }) => quantity },
          ...(isChecked
            ? [
                { name: words.takenBack, isNumber: true, cell: ({ accepted }: AdminReturn['lines'][number]) => accepted ?? 0 },
                { name: words.soldAgain, isNumber: true, cell: ({ restocked }: AdminReturn['lines'][number]) => restocked },
              ]
            : []),
        ]}
      />
      <dl className="osum">
        {file.withheld && (
          <div>
            <dt>{words.withheld}</dt>
            <dd>{formatMoney(locale, file.withheld)}</dd>
          </div>
        )}
        <div className="all">
          <dt>{file.state === 'refunded' || file.state === 'exchanged' ? words.refunded : words.toGiveBack}</dt>
          <dd>{formatMoney(locale, file.refund)}</dd>
        </div>
      </dl>
      {file.placeId && <PutAt placeId={file.placeId} />}
      <Exchange file={file} />
      {file.name && <p className="ink-2">{words.declaredBy(file.name)}</p>}
      <Said file={file} />
    </section>
  )
}

function PutAt({ placeId }: { readonly placeId: string }) {
  const { nameOf } = usePlaces()
  return <p>{useWords().wasPutAt(nameOf(placeId))}</p>
}

/** What is wrong, or why staff opened it; what is wished; and at whose cost it comes back. */
function Said({ file: { words: said, remedy, shopPays } }: { readonly file: AdminReturn }) {
  const words = openReturnWords[useLocale()]
  return (
    <>
      {said && <blockquote className="ink-2">{said}</blockquote>}
      {remedy && <p>{words.wished[remedy]}</p>}
      {shopPays && <p className="ink-3">{words.shopPays}</p>}
    </>
  )
}

const Wanted = ({ wants }: AdminReturn['lines'][number]) => wants && [wants.name, ...wants.options.map(({ text }) => text)].join(' ')

/** The replacement: what is still to be paid of it, then its order; or that it was not paid. */
function Exchange({ file: { exchange, state, lapsesAt } }: { readonly file: AdminReturn }) {
  const [words, locale] = [useWords(), useLocale()]
  const until = lapsesAt && momentText(lapsesAt, locale)
  if (!exchange) return until ? <p>{words.awaitedUntil(until)}</p> : null
  if (exchange.orderId)
    return (
      <p>
        <Link to={`/orders/${exchange.orderId}`}>{words.replacement(exchange.orderNumber ?? '')}</Link>
        {exchange.atOnce && <small className="ink-3 obelow">{words.sentAtOnce}</small>}
      </p>
    )
  return state === 'to-pay' && exchange.due.amountMinor > 0 && until ? (
    <p>{words.differenceAwaited(formatMoney(locale, exchange.due), until)}</p>
  ) : null
}

function Steps({ file }: { readonly file: AdminReturn }) {
  const [words, locale, nameOf] = [useWords(), useLocale(), useStaffNames()]
  return (
    <section aria-labelledby="steps">
      <h2 className="oh" id="steps">
        {words.timeline}
      </h2>
      <ol className="feed wide">
        {file.steps.toReversed().map(({ at, state, note, actor }) => (
          <li key={`${at} ${state}`}>
            <time dateTime={at}>{momentText(at, locale)}</time>
            <span>
              {words.returnStates[state]}
              {(note || actor) && <small className="ink-3 obelow">{[note, actor && nameOf(actor)].filter(Boolean).join(', ')}</small>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
