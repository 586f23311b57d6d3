import type { Summary } from '@vitrine/gateway/schemas/admin'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { query } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { dayShort } from './day-text.ts'
import { everyDay } from './every-day.ts'

const dayMs = 86_400_000
const wholeDay = (day: string) => ({ since: `${day}T00:00:00.000Z`, until: new Date(Date.parse(day) + dayMs).toISOString() })

/** Sales by day as bars, days without any too; the same as a table for whoever does not see bars. */
export function SalesChart({ summary }: { readonly summary: Summary }) {
  const [words, locale] = [useWords(), useLocale()]
  const days = everyDay(summary)
  const most = Math.max(1, ...days.map(({ sales }) => sales.amountMinor))
  const best = days.findIndex(({ sales }) => sales.amountMinor === most)
  return (
    <>
      <div className="chart" aria-hidden="true">
        {days.map(({ day, sales }, n) => (
          <div key={day} className={n > days.length / 2 ? 'late' : undefined}>
            <div className="bar" style={{ height: `${(100 * sales.amountMinor) / most}%` }}>
              {n === best && <span className="b">{formatMoney(locale, sales)}</span>}
            </div>
            <span>{Number(day.slice(8))}</span>
          </div>
        ))}
      </div>
      <details>
        <summary className="link">{words.asTable}</summary>
        <table className="ot">
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col" className="num">
                {words.orderCount}
              </th>
              <th scope="col" className="num">
                {words.sales}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, orders, sales }) => (
              <tr key={day}>
                <th scope="row">{dayShort(day, locale)}</th>
                <td className="num">
                  <Link to={`/orders${query({ view: 'kept', ...wholeDay(day) })}`}>{orders}</Link>
                </td>
                <td className="num">{formatMoney(locale, sales)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  )
}
