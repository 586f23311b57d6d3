import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql/index.js'
import mercurius from 'mercurius'
import { z } from 'zod'
import type { ProblemDocument } from '../client.ts'
import type { Door, Knock } from '../door.ts'
import { refuse, type Refusal } from '../problem.ts'
import { type KnockOf, sendProblem } from '../rest/open-rest.ts'
import type { Operation } from '../route-registry.ts'
import { judge, type Verdict } from './query-cost.ts'
import { schemaOfRegistry } from './schema-of-registry.ts'

interface Context {
  readonly knock: Omit<Knock, 'input'>
  readonly reply: FastifyReply
}

/** What mercurius takes besides `query`, which is looked at first. Said in zod, so that no start compiles Ajv for one route. */
const request = z.object({
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).optional(),
  persisted: z.boolean().optional(),
})

/** Texts judged lately: a page asks with the same few. */
const remembered = 500

/**
 * Opens `/graphql`: every operation as a field, through the same door as REST. A text that asks for too much is refused before it runs.
 * Batches are not taken; one mutation per request, so that an Idempotency-Key means one call.
 */
export async function openGraphql(
  app: FastifyInstance,
  operations: readonly Operation[],
  door: Door,
  knockOf: KnockOf,
  isProduction: boolean,
): Promise<void> {
  const schema = schemaOfRegistry<Context>(operations, async (entry, input, { knock, reply }) => {
    const { status, body, headers, setCookie } = await door(entry, { ...knock, input })
    void reply.headers(headers)
    if (setCookie.length > 0) void reply.header('set-cookie', [...setCookie])
    if (status < 400) return body
    const { title, ...facts } = body as ProblemDocument // what the door answers to a refusal
    throw new GraphQLError(title, { extensions: facts })
  })
  const verdicts = new Map<string, Verdict>()

  await app.register(async (scope) => {
    scope.setValidatorCompiler(({ httpPart }) => (given) => {
      const { error } = httpPart === 'body' ? request.safeParse(given) : { error: undefined }
      return error ? { error } : { value: given }
    })
    scope.addHook('preHandler', async (request, reply) => {
      const refusal = refused(request, verdicts, isProduction)
      if (refusal) return sendProblem(reply, refusal, knockOf(request))
      void reply.header('cache-control', 'no-store')
    })
    await scope.register(mercurius, {
      schema,
      jit: 1,
      path: '/graphql',
      graphiql: false,
      allowBatchedQueries: false,
      context: (request, reply) => ({ knock: knockOf(request), reply }),
      // Refusals of operations are answers of the shop: 200, with their document. What is wrong with the text itself is 400.
      errorFormatter: ({ errors, data }) => ({
        statusCode: data === undefined || (data === null && !errors.some((error) => error.path)) ? 400 : 200,
        response: {
          data: data ?? null,
          errors: errors.map(({ message, path, locations, extensions }) => ({ message, path, locations, extensions })),
        } as never, // GraphQL's own shape
      }),
    })
  })
}

function refused(request: FastifyRequest, verdicts: Map<string, Verdict>, isProduction: boolean): Refusal | undefined {
  if (request.method !== 'POST') return refuse('method-not-allowed', undefined, { allow: 'POST' })
  const { query } = (request.body ?? {}) as { query?: unknown }
  if (Array.isArray(request.body)) return refuse('too-costly')
  if (typeof query !== 'string')
    return refuse('bad-input', { errors: [{ path: 'query', code: 'invalid_type', message: 'expected string' }] })
  let verdict = verdicts.get(query)
  if (!verdict) {
    verdict = judge(query, isProduction)
    if (verdicts.size >= remembered) verdicts.delete(verdicts.keys().next().value ?? '')
    if (verdict.allowed) verdicts.set(query, verdict)
  }
  if (verdict.allowed) return undefined
  if (verdict.why === 'too-costly') return refuse('too-costly')
  return refuse('bad-input', { errors: [{ path: 'query', code: verdict.why, message: verdict.why }] })
}
