import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Door } from '../door.ts'
import { refuse, type Refusal } from '../problem.ts'
import { type KnockOf, sendProblem } from '../rest/open-rest.ts'
import type { Operation } from '../route-registry.ts'
import type { Verdict } from './query-cost.ts'

const textOf = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).optional(),
})

/** Texts judged lately: a page asks with the same few. */
const remembered = 500

/**
 * Opens `/graphql`: every operation as a field, through the same door as REST. A text that asks for too much is refused before it runs.
 * Batches are not taken; one mutation per request, so that an Idempotency-Key means one call.
 */
export function openGraphql(
  app: FastifyInstance,
  operations: readonly Operation[],
  door: Door,
  knockOf: KnockOf,
  isProduction: boolean,
): void {
  // Half of the gateway's code, and no page needs it: read and made ready when somebody first asks.
  const read = async () => {
    const { graphqlRunner, judge } = await import('./graphql-runner.ts')
    return { run: await graphqlRunner(operations, door), verdictOf: remembering((query) => judge(query, isProduction)) }
  }
  let ready: ReturnType<typeof read> | undefined

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const knock = knockOf(request)
      if (request.method !== 'POST') return sendProblem(reply, refuse('method-not-allowed', undefined, { allow: 'POST' }), knock)
      if (Array.isArray(request.body)) return sendProblem(reply, refuse('too-costly'), knock)
      const asked = textOf.safeParse(request.body)
      if (!asked.success) return sendProblem(reply, badQuery('invalid_type', 'expected a query, and its variables by name'), knock)
      const { run, verdictOf } = await (ready ??= read())
      const refusal = refusalOf(verdictOf(asked.data.query))
      if (refusal) return sendProblem(reply, refusal, knock)
      return reply.header('cache-control', 'no-store').send(await run(asked.data, { knock, reply }))
    },
  })
}

function remembering(judge: (query: string) => Verdict): (query: string) => Verdict {
  const verdicts = new Map<string, Verdict>()
  return (query) => {
    const verdict = verdicts.get(query) ?? judge(query)
    if (verdict.allowed) verdicts.set(query, verdict)
    if (verdicts.size > remembered) verdicts.delete(verdicts.keys().next().value ?? '')
    return verdict
  }
}

const badQuery = (code: string, message: string): Refusal => refuse('bad-input', { errors: [{ path: 'query', code, message }] })

function refusalOf(verdict: Verdict): Refusal | undefined {
  if (verdict.allowed) return undefined
  return verdict.why === 'too-costly' ? refuse('too-costly') : badQuery(verdict.why, verdict.why)
}
