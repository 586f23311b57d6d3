import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'

export interface Question {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** For the whole answer. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** How a service asks somebody who is asked at every payment. */
export type Ask = (url: string, question: Question) => Promise<Answer>

/**
 * Asks over a connection that is kept for the next question. `fetch` takes 0.4 to 1.0 ms of CPU for one where this takes 0.1 to 0.3 (measured on
 * the machine of docs/operations.md), and a payment has two questions to its provider and two webhooks from it. Rejects when the answer is not
 * whole by then.
 */
export const ask: Ask = (url, { timeoutMs, body, ...options }) => {
  const { request } = url.startsWith('https:') ? https : http
  return new Promise((answered, failed) => {
    const question = request(url, options, (reply) => {
      wholeText(reply).then((said) => answered({ status: reply.statusCode ?? 0, text: said }), failed)
    })
    const late = setTimeout(() => question.destroy(new Error(`no whole answer within ${timeoutMs} ms`)), timeoutMs)
    question.once('close', () => clearTimeout(late))
    question.once('error', failed)
    question.end(body)
  })
}

/** A body of some kilobytes; `node:stream/consumers` reads it turn by turn, at several times the cost. Rejects when it is cut off. */
export function wholeText(message: IncomingMessage): Promise<string> {
  return new Promise((read, failed) => {
    const parts: Buffer[] = []
    message.on('data', (part: Buffer) => parts.push(part))
    message.once('end', () => read(Buffer.concat(parts).toString('utf8')))
    message.once('error', failed)
  })
}
