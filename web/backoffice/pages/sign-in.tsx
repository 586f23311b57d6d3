import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Field } from '@vitrine/ui/components/field'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { useNavigate, useSearchParams } from 'react-router'
import { ask, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { Door } from '../parts/door.tsx'

/** For the people who run the shop. Comes back to where it was left. */
export function SignIn() {
  const [words, locale] = [useWords(), useLocale()]
  const [search] = useSearchParams()
  const [queries, navigate] = [useQueryClient(), useNavigate()]
  const signIn = useMutation({
    mutationFn: (form: FormData) =>
      ask('/v1/auth/login', { method: 'POST', body: { email: form.get('email'), password: form.get('password') } }),
    onSuccess: async () => {
      await queries.resetQueries()
      const next = search.get('next') ?? '/'
      await navigate(next.startsWith('/') && !next.startsWith('//') ? next : '/', { replace: true })
    },
  })
  const code = signIn.error instanceof Refused ? signIn.error.problem.status : undefined
  const told = signIn.error ? (code === 401 || code === 400 ? words.wrong : code ? signIn.error.message : words.offline) : undefined
  return (
    <Door title={words.signIn} intro={words.signInIntro} problem={told ?? (search.get('why') === 'no-right' ? words.noRight : undefined)}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          signIn.mutate(new FormData(event.currentTarget))
        }}
      >
        <Field id="email" label={words.email} type="email" autoComplete="username" required />
        <Field id="password" label={words.password} type="password" autoComplete="current-password" required />
        <button className="btn main" type="submit" aria-disabled={signIn.isPending || undefined}>
          {words.signIn}
        </button>
      </form>
      <p className="mt-2">
        <a className="link tap label" href={pathIn(locale, '/forgot-password')}>
          {words.forgotPassword}
        </a>
      </p>
    </Door>
  )
}
