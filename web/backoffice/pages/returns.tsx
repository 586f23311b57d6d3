import type { AdminReturnRow } from '@vitrine/gateway/schemas/admin-orders'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { plainAmount } from '../parts/plain-amount.ts'
import { ReturnStateMark } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

const shown = [
  'asked',
  'to-pay',
  'approved',
  'label',
  'received',
  'checked',
  'refunded',
  'exchanged',
  'mended',
  'refused',
  'lapsed',
  'cancelled',
] as const

/** Every file of pieces that come back, those of the newest orders first. */
export function Returns() {
  const [words, locale] = [useWords(), useLocale()]
  return (
    <>
      <PageTitle title={words.returns} />
      <ListPage<AdminReturnRow>
        path="/v1/admin/returns"
        caption={words.returns}
        idOf={({ id }) => id}
        empty={words.noReturns}
        searchLabel={words.searchOrders}
        everyMs={15_000}
        fileName="returns"
        tabs={{ name: 'state', values: [['', words.all], ...shown.map((state) => [state, words.returnStates[state]] as const)] }}
        parameters={['kind']}
        filters={<Kind />}
        columns={[
          {
            name: words.returnOf,
            isHead: true,
            cell: ({ id, orderId, orderNumber }) => <Link to={`/returns/${orderId}/${id}`}>{orderNumber}</Link>,
            plain: ({ orderNumber }) => orderNumber,
          },
          { name: words.askedAt, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time>, plain: ({ at }) => at },
          { name: words.kind, cell: ({ kind }) => words.returnKinds[kind], plain: ({ kind }) => words.returnKinds[kind] },
          { name: words.quantity, isNumber: true, cell: ({ pieces }) => pieces, plain: ({ pieces }) => pieces },
          {
            name: words.toGiveBack,
            isNumber: true,
            isCorner: true,
            cell: ({ refund }) => formatMoney(locale, refund),
            plain: ({ refund }) => plainAmount(refund),
          },
          { name: words.status, cell: ({ state }) => <ReturnStateMark state={state} />, plain: ({ state }) => words.returnStates[state] },
        ]}
      />
    </>
  )
}

function Kind() {
  const words = useWords()
  const { get, set } = useFilters()
  return (
    <label className="ochoice">
      {words.kind}
      <select value={get('kind')} onChange={({ target }) => set({ kind: target.value })}>
        <option value="">{words.allKinds}</option>
        <option value="withdrawal">{words.returnKinds.withdrawal}</option>
        <option value="return">{words.returnKinds.return}</option>
        <option value="swap">{words.returnKinds.swap}</option>
        <option value="claim">{words.returnKinds.claim}</option>
      </select>
    </label>
  )
}
