import type { AccountRow } from '@vitrine/gateway/schemas/admin'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { EraseCustomer } from '../parts/erase-customer.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { useCustomerWords } from '../words/customers.ts'
import { rolesText, staffWords } from '../words/staff.ts'
import { useWords } from '../words/words.tsx'

/** People with an account, and the end of it for who asks. */
export function Customers() {
  const [{ customers: title }, words, locale] = [useWords(), useCustomerWords(), useLocale()]
  const [chosen, setChosen] = useState<AccountRow>()
  const [erased, setErased] = useState('')
  const nameOf = ({ name, email }: AccountRow) => name || email
  const isStaff = ({ roles }: AccountRow) => roles.some((role) => role !== 'shopper')
  return (
    <>
      <PageTitle title={title} intro={words.intro} />
      <p role="status">{erased && words.done(erased)}</p>
      {chosen && (
        <EraseCustomer
          key={chosen.id}
          account={chosen}
          onEnd={(isErased) => {
            setErased(isErased ? nameOf(chosen) : '')
            setChosen(undefined)
          }}
        />
      )}
      <ListPage<AccountRow>
        path="/v1/admin/accounts"
        caption={title}
        idOf={({ id }) => id}
        empty={words.none}
        searchLabel={words.search}
        columns={[
          { name: words.name, isHead: true, cell: ({ name }) => name },
          { name: words.email, cell: ({ email }) => email },
          {
            name: words.orders,
            cell: (account) => (
              <Link to={`/orders?q=${encodeURIComponent(account.email)}`} aria-label={words.ordersOf(nameOf(account))}>
                {words.orders}
              </Link>
            ),
          },
          {
            name: words.groups,
            cell: (account) => (
              <Link to={`/customers/${encodeURIComponent(account.id)}/groups`} aria-label={words.groupsOf(nameOf(account))}>
                {words.groups}
              </Link>
            ),
          },
          { name: words.since, cell: ({ createdAt }) => <time dateTime={createdAt}>{momentText(createdAt, locale)}</time> },
          {
            name: words.roles,
            cell: ({ roles }) => rolesText(roles, staffWords[locale]),
          },
          {
            name: words.erase,
            isCorner: true,
            cell: (account) =>
              !isStaff(account) && (
                <button className="ob" type="button" aria-label={words.eraseOne(nameOf(account))} onClick={() => setChosen(account)}>
                  {words.erase}
                </button>
              ),
          },
        ]}
      />
    </>
  )
}
