import type { LoaderFunctionArgs } from 'react-router'
import { signedIn } from '../sessions.ts'
import { ask, orPage } from '../shop.ts'

/** Everything the shop keeps of whoever asks, as a file. */
export async function loader({ context, request }: LoaderFunctionArgs): Promise<Response> {
  const data = await orPage(context, signedIn(request, ask(context, 'myData', {})))
  return new Response(`${JSON.stringify(data, undefined, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="vitrine.json"',
      'Cache-Control': 'no-store',
    },
  })
}
