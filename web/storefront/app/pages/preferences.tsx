import { localeOf, pathIn } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, redirect } from 'react-router'
import { ownPath } from '../own-path.ts'

/** Keeps a choice of theme in a cookie and goes back to where it was made. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData()
  const theme = form.get('theme')
  const back = String(form.get('back') ?? '')
  const chosen = theme === 'light' || theme === 'dark' ? theme : undefined
  const cookie = chosen ? `theme=${chosen}; Path=/; Max-Age=31536000; SameSite=Lax` : 'theme=; Path=/; Max-Age=0; SameSite=Lax'
  return redirect(ownPath(back) ?? pathIn(localeOf(new URL(request.url).pathname), '/'), { headers: { 'Set-Cookie': cookie } })
}

export function loader({ request }: ActionFunctionArgs) {
  return redirect(pathIn(localeOf(new URL(request.url).pathname), '/'))
}

export default function Preferences() {
  return null
}
