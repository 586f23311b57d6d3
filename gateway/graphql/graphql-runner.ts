import Fastify, { type FastifyReply } from 'fastify'
import { GraphQLError } from 'graphql/index.js'
import mercurius from 'mercurius'
import type { ProblemDocument } from '../client.ts'
import type { Door, Knock } from '../door.ts'
import type { Operation } from '../route-registry.ts'
import { schemaOfRegistry } from './schema-of-registry.ts'

export { judge } from './query-cost.ts'

export interface GraphqlText {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: Record<string, unknown> | null | undefined
}

interface Context {
  readonly knock: Omit<Knock, 'input'>
  readonly reply: FastifyReply
}

/** Runs texts that were judged. Answers `data` and `errors`; refusals of operations are answers of the shop: 200, with their document. */
export async function graphqlRunner(operations: readonly Operation[], door: Door) {
  const schema = schemaOfRegistry<Context>(operations, async (entry, input, { knock, reply }) => {
    const { status, body, headers, setCookie } = await door(entry, { ...knock, input })
    void reply.headers(headers)
    if (setCookie.length > 0) void reply.header('set-cookie', [...setCookie])
    if (status < 400) return body
    const { title, ...facts } = body as ProblemDocument // what the door answers to a refusal
    throw new GraphQLError(title, { extensions: facts })
  })
  // mercurius lives in a server; this one has no door, and gives what it keeps for each text: its parsed form and its compiled one.
  const app = Fastify()
  await app.register(mercurius, {
    schema,
    jit: 1,
    routes: false,
    errorFormatter: ({ errors, data }) => ({
      statusCode: data === undefined || (data === null && !errors.some((error) => error.path)) ? 400 : 200,
      response: { data: data ?? null, errors: errors.map(shapeOf) } as never, // GraphQL's own shape
    }),
  })
  await app.ready()

  return async ({ query, variables, operationName }: GraphqlText, context: Context) => {
    try {
      return await app.graphql(query, { ...context }, variables ?? undefined, operationName ?? undefined)
    } catch (error) {
      const { errors } = error as { errors?: readonly GraphQLError[] } // mercurius: the text does not fit the schema
      if (!errors) throw error
      void context.reply.code(400)
      return { data: null, errors: errors.map(shapeOf) }
    }
  }
}

const shapeOf = ({ message, path, locations, extensions }: Partial<GraphQLError>) => ({ message, path, locations, extensions })
