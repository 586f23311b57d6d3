import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Field } from '@vitrine/ui/components/field'
import { useNavigate, useSearchParams } from 'react-router'
import { ask, Refused } from '../api.ts'
import { Door } from '../parts/door.tsx'
import { useWords } from '../words/words.tsx'

/** Where the link of the first start leads: makes the owner, and signs them in. */
export function FirstOwner() {
  const words = useWords()
  const [search] = useSearchParams()
  const [queries, navigate] = [useQueryClient(), useNavigate()]
  const accept = useMutation({
    mutationFn: async (form: FormData) => {
      const [email, password] = [form.get('email'), form.get('password')]
      await ask('/v1/auth/first-staff', {
        method: 'POST',
        body: { token: search.get('token') ?? '', email, name: form.get('name'), password },
      })
      await ask('/v1/auth/login', { method: 'POST', body: { email, password } })
    },
    onSuccess: async () => {
      await queries.resetQueries()
      await navigate('/', { replace: true })
    },
  })
  const problem = accept.error instanceof Refused ? accept.error.problem : undefined
  const spent = problem && [401, 403, 404, 409, 410].includes(problem.status)
  const told =
    accept.error && (problem?.code === 'weak-password' ? words.weak : spent ? words.linkSpent : (problem?.detail ?? words.offline))
  return (
    <Door title={words.firstTitle} intro={words.firstIntro} problem={told ?? undefined}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          accept.mutate(new FormData(event.currentTarget))
        }}
      >
        <Field id="name" label={words.name} autoComplete="name" minLength={2} required />
        <Field id="email" label={words.email} type="email" autoComplete="username" required />
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
          {words.firstButton}
        </button>
      </form>
    </Door>
  )
}
