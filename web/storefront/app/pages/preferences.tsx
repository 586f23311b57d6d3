import { localeOf, pathIn } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, redirect } from 'react-router'
import { chooseCurrency, withoutPrices } from '../choose-currency.ts'
import { ownPath } from '../own-path.ts'
import { orPage } from '../shop.ts'

/** Keeps a choice of theme or currency in a cookie and goes back to where it was made. */
export async function action({ context, request }: ActionFunctionArgs) {
  const form = await request.formData()
  const theme = form.get('theme')
  const back = ownPath(String(form.get('back') ?? '')) ?? pathIn(localeOf(new URL(request.url).pathname), '/')
  const currency = form.get('currency')
  if (typeof currency === 'string') {
    await orPage(context, chooseCurrency(context, currency))
    return redirect(withoutPrices(back))
  }
  const chosen = theme === 'light' || theme === 'dark' ? theme : undefined
  const cookie = chosen ? `theme=${chosen}; Path=/; Max-Age=31536000; SameSite=Lax` : 'theme=; Path=/; Max-Age=0; SameSite=Lax'
  return redirect(back, { headers: { 'Set-Cookie': cookie } })
}

export function loader({ request }: ActionFunctionArgs) {
  return redirect(pathIn(localeOf(new URL(request.url).pathname), '/'))
}

export default function Preferences() {
  return null
}
