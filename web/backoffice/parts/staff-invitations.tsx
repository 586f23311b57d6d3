import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Invitation, type StaffRole, staffRole } from '@vitrine/gateway/schemas/staff'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, isAnswered, newKey } from '../api.ts'
import { rolesText, useStaffWords } from '../words/staff.ts'
import { DataTable } from './data-table.tsx'
import { momentText } from './day-text.ts'
import { Choice, Text } from './form-fields.tsx'
import { Failed, Waiting } from './region.tsx'
import { Status } from './status.tsx'
import { Ticks } from './ticks.tsx'
import { Told } from './told.tsx'

const path = '/v1/admin/staff-invitations'

/** Who is invited and has not answered, and the form that invites. */
export function StaffInvitations() {
  const [words, locale, queries] = [useStaffWords(), useLocale(), useQueryClient()]
  const list = useQuery({ queryKey: [path], queryFn: ({ signal }) => ask<{ items: Invitation[] }>(path, { signal }) })
  const act = useMutation({
    mutationFn: ({ invitation: { id }, isAgain }: { readonly invitation: Invitation; readonly isAgain: boolean }) =>
      ask(`${path}/${encodeURIComponent(id)}${isAgain ? '/resend' : ''}`, { method: isAgain ? 'POST' : 'DELETE', body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: [path] }),
  })
  const done = act.isSuccess ? act.variables : undefined
  const button = (invitation: Invitation, isAgain: boolean) => (
    <button
      className="ob"
      type="button"
      aria-label={isAgain ? words.resendTo(invitation.name) : words.withdrawOf(invitation.name)}
      aria-disabled={act.isPending || undefined}
      onClick={() => {
        if (!act.isPending) act.mutate({ invitation, isAgain })
      }}
    >
      {isAgain ? words.resend : words.withdraw}
    </button>
  )
  return (
    <section aria-labelledby="invitations">
      <h2 className="oh" id="invitations">
        {words.invitations}
      </h2>
      <p role="status">{done && (done.isAgain ? words.sent(done.invitation.email) : words.withdrawn(done.invitation.name))}</p>
      {act.error && <Told error={act.error} />}
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : !list.data ? (
        <Waiting rows={2} />
      ) : list.data.items.length === 0 ? (
        <p className="ink-2">{words.noInvitations}</p>
      ) : (
        <DataTable
          caption={words.invitations}
          rows={list.data.items}
          idOf={({ id }) => id}
          columns={[
            { name: words.name, isHead: true, cell: ({ name }) => name },
            { name: words.email, cell: ({ email }) => email },
            { name: words.roles, cell: ({ roles }) => rolesText(roles, words) },
            {
              name: words.until,
              cell: ({ expiresAt, isOver }) =>
                isOver ? <Status text={words.over} tone="ambre" /> : <time dateTime={expiresAt}>{momentText(expiresAt, locale)}</time>,
            },
            {
              name: words.actions,
              isCorner: true,
              cell: (invitation) => (
                <div className="oact">
                  {button(invitation, true)}
                  {button(invitation, false)}
                </div>
              ),
            },
          ]}
        />
      )}
      <InviteForm />
    </section>
  )
}

/** One press is one invitation, however often its answer is lost. */
function InviteForm() {
  const [words, queries] = [useStaffWords(), useQueryClient()]
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [language, setLanguage] = useState<'fr' | 'en'>(useLocale())
  const [roles, setRoles] = useState<StaffRole[]>([])
  const [key, setKey] = useState(newKey)
  const isReady = email.trim() !== '' && name.trim().length >= 2 && roles.length > 0
  const invite = useMutation({
    mutationFn: (body: object) => ask<Invitation>(path, { method: 'POST', key, body }),
    onSuccess: async () => {
      setKey(newKey())
      setEmail('')
      setName('')
      setRoles([])
      await queries.invalidateQueries({ queryKey: [path] })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another invitation
    },
  })
  return (
    <section aria-labelledby="invite">
      <h3 className="oh" id="invite">
        {words.invite}
      </h3>
      <p className="ink-2">{words.inviteIntro}</p>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady && !invite.isPending) invite.mutate({ email: email.trim(), name, locale: language, roles })
        }}
      >
        <Text label={words.name} value={name} required onChange={setName} />
        <Text label={words.email} value={email} required onChange={setEmail} />
        <Choice label={words.language} value={language} options={words.languages} onChange={setLanguage} />
        <Ticks
          label={words.roles}
          options={staffRole.options.map((role) => [role, words.roleNames[role] ?? role] as const)}
          chosen={roles}
          onChange={setRoles}
        />
        <button className="ob main" type="submit" aria-disabled={!isReady || invite.isPending || undefined}>
          {words.send}
        </button>
        <p role="status">{invite.data ? words.sent(invite.data.email) : ''}</p>
      </form>
      {invite.error && <Told error={invite.error} />}
    </section>
  )
}
