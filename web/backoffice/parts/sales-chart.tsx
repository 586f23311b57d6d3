import type { Summary } from '@vitrine/gateway/schemas/admin'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useWords } from '../words/words.tsx'
import { dayShort } from './day-text.ts'
import { everyDay } from './every-day.ts'

const [width, height, head, foot] = [720, 200, 20, 24]

/** Sales by day as bars, days without any too; the same as a table for whoever does not see bars. */
export function SalesChart({ summary }: { readonly summary: Summary }) {
  const [words, locale] = [useWords(), useLocale()]
  const days = everyDay(summary)
  const most = Math.max(1, ...days.map(({ sales }) => sales.amountMinor))
  const best = days.findIndex(({ sales }) => sales.amountMinor === most)
  const step = width / Math.max(1, days.length)
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} className="chart" aria-hidden="true">
        <path className="g" d={`M0 ${height - foot + 0.5}H${width}`} />
        {days.map(({ day, sales }, n) => {
          const tall = ((height - foot - head) * sales.amountMinor) / most
          const top = height - foot - tall
          const isLast = n > days.length / 2
          return (
            <g key={day}>
              <rect x={n * step + step * 0.2} y={top} width={step * 0.6} height={tall} fill="var(--color-verre)" />
              {n === best && (
                <text className="b" x={n * step + step * (isLast ? 0.8 : 0.2)} y={top - 6} textAnchor={isLast ? 'end' : 'start'}>
                  {formatMoney(locale, sales)}
                </text>
              )}
              <text x={n * step + step / 2} y={height - 6} textAnchor="middle">
                {Number(day.slice(8))}
              </text>
            </g>
          )
        })}
      </svg>
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
                <td className="num">{orders}</td>
                <td className="num">{formatMoney(locale, sales)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  )
}
