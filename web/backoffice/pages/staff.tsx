import { useQuery } from '@tanstack/react-query'
import type { StaffMember, StaffRights } from '@vitrine/gateway/schemas/staff'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask } from '../api.ts'
import { momentText } from '../parts/day-text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { StaffInvitations } from '../parts/staff-invitations.tsx'
import { StaffMemberForm } from '../parts/staff-member.tsx'
import { useMe } from '../session.ts'
import { rolesText, useStaffWords } from '../words/staff.ts'

/** Who runs the shop: their roles, who is invited, and the table of rights. */
export function Staff() {
  const [words, locale, me] = [useStaffWords(), useLocale(), useMe()]
  const [chosen, setChosen] = useState<StaffMember>()
  const [told, setTold] = useState('')
  return (
    <>
      <PageTitle title={words.title} intro={words.intro} />
      <p role="status">{told}</p>
      {chosen && (
        <StaffMemberForm
          key={chosen.id}
          member={chosen}
          isOwn={chosen.id === me.data?.id}
          onEnd={(said) => {
            setTold(said)
            setChosen(undefined)
          }}
        />
      )}
      <ListPage<StaffMember>
        path="/v1/admin/staff"
        caption={words.title}
        idOf={({ id }) => id}
        empty={words.none}
        columns={[
          { name: words.name, isHead: true, cell: ({ id, name }) => (id === me.data?.id ? `${name} (${words.you})` : name) },
          { name: words.email, cell: ({ email }) => email },
          { name: words.roles, cell: ({ roles }) => rolesText(roles, words) },
          {
            name: words.signedIn,
            cell: ({ signedInAt }) => (signedInAt ? <time dateTime={signedInAt}>{momentText(signedInAt, locale)}</time> : words.never),
          },
          { name: words.sessions, isNumber: true, cell: ({ openSessions }) => openSessions },
          {
            name: words.actions,
            isCorner: true,
            cell: (member) => (
              <button className="ob" type="button" aria-label={words.changeOf(member.name)} onClick={() => setChosen(member)}>
                {words.change}
              </button>
            ),
          },
        ]}
      />
      <StaffInvitations />
      <RightsTable />
    </>
  )
}

/** The table the door decides by, as it says it. */
function RightsTable() {
  const words = useStaffWords()
  const table = useQuery({
    queryKey: ['/v1/admin/staff-rights'],
    queryFn: ({ signal }) => ask<StaffRights>('/v1/admin/staff-rights', { signal }),
  })
  return (
    <section aria-labelledby="rights">
      <h2 className="oh" id="rights">
        {words.matrix}
      </h2>
      <p className="ink-2">{words.matrixIntro}</p>
      {table.error ? (
        <Failed error={table.error} retry={table.refetch} />
      ) : !table.data ? (
        <Waiting rows={8} />
      ) : (
        <DataTable
          caption={words.matrix}
          rows={table.data.rights}
          idOf={({ right }) => right}
          columns={[
            { name: words.right, isHead: true, cell: ({ right }) => words.rightNames[right] ?? right },
            ...table.data.roles.map((role) => ({
              name: words.roleNames[role] ?? role,
              cell: ({ roles }: StaffRights['rights'][number]) =>
                roles.includes(role) ? <b>{words.may}</b> : <span className="ink-3">{words.mayNot}</span>,
            })),
          ]}
        />
      )}
    </section>
  )
}
