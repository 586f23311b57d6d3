import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type StaffMember, type StaffRole, staffRole } from '@vitrine/gateway/schemas/staff'
import { useEffect, useRef, useState } from 'react'
import { ask } from '../api.ts'
import { useStaffWords } from '../words/staff.ts'
import { Ticks } from './ticks.tsx'
import { Told } from './told.tsx'

interface Act {
  readonly method: 'PUT' | 'POST' | 'DELETE'
  readonly below?: string
  readonly body: object
  /** Said once it is done. */
  readonly said: string
}

/** What one member of staff may do, their sessions, and the way out. `onEnd` hears what was done, or nothing. */
export function StaffMemberForm(props: { readonly member: StaffMember; readonly isOwn: boolean; readonly onEnd: (said: string) => void }) {
  const { member, isOwn, onEnd } = props
  const [words, queries] = [useStaffWords(), useQueryClient()]
  const heading = useRef<HTMLHeadingElement>(null)
  const [roles, setRoles] = useState<StaffRole[]>(staffRole.options.filter((role) => member.roles.includes(role)))
  const [isSure, setSure] = useState(false)
  const act = useMutation({
    mutationFn: ({ method, below = '', body }: Act) => ask(`/v1/admin/staff/${encodeURIComponent(member.id)}${below}`, { method, body }),
    onSuccess: async (_, { said }) => {
      await queries.invalidateQueries()
      onEnd(said)
    },
  })
  const send = (asked: Act) => {
    if (!act.isPending) act.mutate(asked)
  }
  useEffect(() => heading.current?.focus(), [])
  return (
    <section aria-labelledby="member">
      <h2 className="oh" id="member" tabIndex={-1} ref={heading}>
        {words.changeOf(member.name)}
      </h2>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (roles.length > 0 && !isOwn) send({ method: 'PUT', body: { roles }, said: words.changed(member.name) })
        }}
      >
        {isOwn ? (
          <p>{words.own}</p>
        ) : (
          <>
            <Ticks
              label={words.roles}
              options={staffRole.options.map((role) => [role, words.roleNames[role] ?? role] as const)}
              chosen={roles}
              onChange={setRoles}
            />
            <button className="ob main" type="submit" aria-disabled={roles.length === 0 || act.isPending || undefined}>
              {words.save}
            </button>
          </>
        )}
        <button
          className="ob"
          type="button"
          onClick={() => send({ method: 'POST', below: '/end-sessions', body: {}, said: words.ended(member.name) })}
        >
          {words.endSessions}
        </button>
        <label className="tick">
          <input type="checkbox" checked={isSure} onChange={({ target }) => setSure(target.checked)} />
          {words.removeSure}
        </label>
        <button
          className="ob danger"
          type="button"
          aria-disabled={!isSure || act.isPending || undefined}
          onClick={() => {
            if (isSure) send({ method: 'DELETE', body: {}, said: words.removed(member.name) })
          }}
        >
          {words.remove}
        </button>
        <button className="ob" type="button" onClick={() => onEnd('')}>
          {words.back}
        </button>
      </form>
      {act.error && <Told error={act.error} />}
    </section>
  )
}
