import { text } from 'node:stream/consumers'
import { renderToString } from 'react-dom/server'
import { createContext, type EntryContext, type RouterContextProvider, ServerRouter } from 'react-router'
import { withHandoff } from './with-handoff.ts'

export { shopContext } from './shop.ts'

/** Where the finished page is left for whoever asked for it. */
export const drawnContext = createContext<{ html?: string }>()

/**
 * Draws a page whole: the data of its loaders is read first and written behind the markup, so that one plain string can be hashed,
 * kept and sent. Nothing of a page waits for a stream. The string goes beside the answer: as its body it would be encoded and decoded again.
 */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  entry: EntryContext,
  context: RouterContextProvider,
): Promise<Response> {
  headers.set('Content-Type', 'text/html; charset=utf-8')
  const handoff = entry.serverHandoffStream ? await text(entry.serverHandoffStream) : undefined
  const { serverHandoffStream: _read, ...rest } = entry
  const markup = renderToString(<ServerRouter context={rest as EntryContext} url={request.url} />)
  const html = handoff !== undefined && entry.renderMeta?.didRenderScripts ? withHandoff(markup, handoff) : markup
  context.get(drawnContext).html = `<!DOCTYPE html>${html}`
  return new Response(null, { status, headers })
}

/** The log line of a page that failed; refusals that became pages are none. */
export function handleError(fault: unknown, { request }: { request: Request }) {
  if (!request.signal.aborted) console.error(fault)
}
