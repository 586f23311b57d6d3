import { promisify } from 'node:util'
import { gzip as gzipLater } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageAnswer } from '@vitrine/storefront/server/handler'
import type { KeptPage } from './kept-pages.ts'

const gzip = promisify(gzipLater)
const smallBytes = 1_400 // one packet: nothing to win

/**
 * Sends an answer of the storefront, gzipped for who takes it. A page that may be kept is compressed well, once, and handed to `keep`; any
 * other is compressed fast.
 */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { answer, html }: PageAnswer,
  keep?: (page: KeptPage) => void,
): Promise<FastifyReply> {
  reply.code(answer.status)
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'set-cookie' && name !== 'x-page-tags'))
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  if (html === undefined && !answer.body) return reply.headers(headers).send()
  const body = html === undefined ? Buffer.from(await answer.arrayBuffer()) : Buffer.from(html)
  const isText = /^(text\/|application\/(json|javascript|xml)|image\/svg)/.test(headers['content-type'] ?? '')
  if (isText) headers['vary'] = [headers['vary'], 'Accept-Encoding'].filter(Boolean).join(', ')
  if (keep && answer.status === 200 && request.method === 'GET' && answer.headers.has('x-page-tags')) {
    const page = { body, gzip: await gzip(body, { level: 6 }), headers }
    keep(page)
    return sendKept(request, reply, page)
  }
  reply.headers(headers)
  if (!isText || body.length < smallBytes || !takesGzip(request)) return reply.send(body)
  return reply.header('content-encoding', 'gzip').send(await gzip(body, { level: 1 }))
}

/** Sends a kept page, or says that the browser has it. */
export function sendKept(request: FastifyRequest, reply: FastifyReply, { body, gzip: packed, headers }: KeptPage): FastifyReply {
  reply.headers(headers)
  if (headers['etag'] !== undefined && request.headers['if-none-match'] === headers['etag']) return reply.code(304).send()
  return takesGzip(request) ? reply.header('content-encoding', 'gzip').send(packed) : reply.send(body)
}

const takesGzip = ({ headers }: FastifyRequest): boolean => /\bgzip\b(?!;q=0(\.0*)?\b)/.test(String(headers['accept-encoding'] ?? ''))
