import { NavLink } from 'react-router'
import { useWords } from '../words/words.tsx'

const screens = [
  ['/payments', 'title'],
  ['/payments/disputes', 'disputes'],
  ['/payments/ledger', 'ledger'],
  ['/payments/reconciliation', 'reconciliation'],
  ['/payments/stuck', 'stuck'],
] as const

/** The way between payments and their books. */
export function PaymentTabs() {
  const { pay } = useWords()
  return (
    <nav className="otabs" aria-label={pay.tabs}>
      <ul>
        {screens.map(([to, name]) => (
          <li key={to}>
            <NavLink to={to} end>
              {pay[name]}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
