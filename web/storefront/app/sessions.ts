import { isGatewayProblem } from './gateway-problem.ts'
import type { FieldError } from '@vitrine/ui/components/error-summary'
import { type Locale, localeOf, pathIn } from '@vitrine/ui/locale'
import { redirect } from 'react-router'
import { emailError } from './checkout-forms.ts'
import { ownPath } from './own-path.ts'
import { accountWords } from './words/account.ts'

/** Where to go after signing in: the page that asked for it, or the account. */
export const backFrom = (request: Request): string => {
  const url = new URL(request.url)
  return ownPath(url.searchParams.get('back') ?? '') ?? pathIn(localeOf(url.pathname), '/account')
}

/** Sends whoever is not signed in to the door, and back here afterwards. Other refusals stay what they are. */
export async function signedIn<T>(request: Request, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (fault) {
    if (!isGatewayProblem(fault) || fault.status !== 401) throw fault
    const { pathname } = new URL(request.url)
    throw redirect(`${pathIn(localeOf(pathname), '/sign-in')}?back=${encodeURIComponent(pathname.replace(/\.data$/, ''))}`)
  }
}

/** What is wrong with an address and a password before they are sent. */
export function credentialErrors(locale: Locale, email: string, password: string, fresh: boolean): readonly FieldError[] {
  const words = accountWords[locale]
  const mail = emailError(locale, email)
  const secret = password === '' ? words.enterPassword : fresh && password.length < 10 ? words.shortPassword : undefined
  return [...(mail ? [{ field: 'email', text: mail }] : []), ...(secret ? [{ field: 'password', text: secret }] : [])]
}

/** Why signing in or up was refused. That an address is known already is never told apart from a wrong password. */
export function signErrors(locale: Locale, fault: unknown): readonly FieldError[] {
  if (!isGatewayProblem(fault)) throw fault
  const words = accountWords[locale]
  if (fault.status === 401) return [{ field: 'email', text: words.wrong }]
  if (fault.status === 429) return [{ text: words.tooMany }]
  if (fault.code === 'weak-password') return [{ field: 'password', text: words.weakPassword }]
  return [{ text: fault.status < 500 ? (fault.problem.detail ?? words.failed) : words.failed }]
}
