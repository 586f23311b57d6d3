import { promisify } from 'node:util'
import { gzip as gzipLater } from 'node:zlib'
import type { FastifyReply } from 'fastify'

const gzip = promisify(gzipLater)
const smallBytes = 1_400 // one packet: nothing to win
const keptPages = 300

/**
 * Sends an answer of the storefront, gzipped for who takes it. A page with an ETag is compressed once and its bytes are kept by that tag, the
 * 300 last used; any other is compressed fast.
 */
export function pageSender() {
  const kept = new Map<string, Buffer>()

  async function compressed(body: Buffer, etag: string | null): Promise<Buffer> {
    if (!etag) return await gzip(body, { level: 1 })
    const found = kept.get(etag)
    kept.delete(etag)
    const bytes = found ?? (await gzip(body, { level: 6 }))
    kept.set(etag, bytes)
    for (const oldest of kept.keys()) {
      if (kept.size <= keptPages) break
      kept.delete(oldest)
    }
    return bytes
  }

  return async function send(accepted: string | undefined, answer: Response, reply: FastifyReply): Promise<FastifyReply> {
    reply.code(answer.status)
    for (const [name, value] of answer.headers) if (name !== 'set-cookie' && name !== 'x-page-tags') reply.header(name, value)
    const cookies = answer.headers.getSetCookie()
    if (cookies.length > 0) reply.header('set-cookie', cookies)
    if (!answer.body) return reply.send()
    const body = Buffer.from(await answer.arrayBuffer())
    const isText = /^(text\/|application\/(json|javascript|xml)|image\/svg)/.test(answer.headers.get('content-type') ?? '')
    if (isText) reply.header('vary', [answer.headers.get('vary'), 'Accept-Encoding'].filter(Boolean).join(', '))
    if (!isText || body.length < smallBytes || !/\bgzip\b(?!;q=0(\.0*)?\b)/.test(accepted ?? '')) return reply.send(body)
    return reply.header('content-encoding', 'gzip').send(await compressed(body, answer.headers.get('etag')))
  }
}
