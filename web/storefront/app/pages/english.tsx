import { Outlet } from 'react-router'

/** Everything under /en; the language is read from the path, so there is nothing to add. */
export default function English() {
  return <Outlet />
}
