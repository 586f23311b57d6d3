import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Field } from '@vitrine/ui/components/field'
import { useNavigate, useSearchParams } from 'react-router'
import { ask, Refused } from '../api.ts'
import { Door } from '../parts/door.tsx'
import { useStaffWords } from '../words/staff.ts'
import { useWords } from '../words/words.tsx'

/** Where the link of an invitation leads: sets the password, and signs in. */
export function Invited() {
  const [words, own] = [useWords(), useStaffWords()]
  const [search] = useSearchParams()
  const [queries, navigate] = [useQueryClient(), useNavigate()]
  const accept = useMutation({
    mutationFn: async (form: FormData) => {
      const password = form.get('password')
      const body = { token: search.get('token') ?? '', password }
      const { email } = await ask<{ email: string }>('/v1/auth/staff-invitation', { method: 'POST', body })
      await ask('/v1/auth/login', { method: 'POST', body: { email, password } })
    },
    onSuccess: async () => {
      await queries.resetQueries()
      await navigate('/', { replace: true })
    },
  })
  const problem = accept.error instanceof Refused ? accept.error.problem : undefined
  const isSpent = problem && [400, 401, 403, 404, 409, 410].includes(problem.status)
  const told =
    accept.error && (problem?.code === 'weak-password' ? words.weak : isSpent ? own.invitedSpent : (problem?.detail ?? words.offline))
  return (
    <Door title={own.invitedTitle} intro={own.invitedIntro} problem={told ?? undefined}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!accept.isPending) accept.mutate(new FormData(event.currentTarget))
        }}
      >
        <Field
          id="password"
          label={words.password}
          hint={words.firstHint}
          type="password"
          autoComplete="new-password"
          minLength={8}
          required
        />
        <button className="btn main" type="submit" aria-disabled={accept.isPending || undefined}>
          {own.invitedButton}
        </button>
      </form>
    </Door>
  )
}
