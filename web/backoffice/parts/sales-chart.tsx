import type { Summary } from '@vitrine/gateway/schemas/admin'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useWords } from '../words/words.tsx'

const [width, height, foot] = [720, 180, 24]

/** Sales by day as bars; the same as a table for whoever does not see bars. */
export function SalesChart({ days }: { readonly days: Summary['days'] }) {
  const [words, locale] = [useWords(), useLocale()]
  const most = Math.max(1, ...days.map(({ sales }) => sales.amountMinor))
  const step = width / Math.max(1, days.length)
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} className="chart" aria-hidden="true">
        <path className="g" d={`M0 ${height - foot}H${width}`} />
        {days.map(({ day, sales }, n) => {
          const tall = ((height - foot - 16) * sales.amountMinor) / most
          return (
            <g key={day}>
              <rect x={n * step + step * 0.2} y={height - foot - tall} width={step * 0.6} height={tall} fill="var(--color-verre)" />
              <text x={n * step + step / 2} y={height - 6} textAnchor="middle">
                {Number(day.slice(8))}
              </text>
            </g>
          )
        })}
      </svg>
      <details>
        <summary>{words.asTable}</summary>
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
                <th scope="row">{day}</th>
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
