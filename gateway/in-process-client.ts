import { type Answer, type Caller, type GatewayClient, GatewayProblem, type InputOf, type OperationName, type OutputOf } from './client.ts'
import type { ProblemDocument } from './client.ts'
import type { Door } from './door.ts'
import type { Operation } from './route-registry.ts'
import type { Ids } from '@vitrine/platform/ids/ids'

/** The shop as pages see it, without HTTP: the same entries behind the same door. `apiBase` is where the API stands on the pages' origin. */
export function inProcessClient(operations: readonly Operation[], door: Door, ids: Ids, apiBase: string): GatewayClient {
  const known = new Map(operations.map((entry) => [entry.name, entry]))
  return {
    async call<N extends OperationName>(name: N, input: InputOf<N>, caller: Caller): Promise<Answer<OutputOf<N>>> {
      const entry = known.get(name)
      if (!entry) throw new Error(`the registry has no operation ${name}`)
      const { locale, address, cookie, origin, idempotencyKey, requestId = ids() } = caller
      const reply = await door(entry, { input, locale, address, requestId, apiBase, cookie, origin, idempotencyKey, isBrowser: true })
      if (reply.status >= 400) throw new GatewayProblem(reply.body as ProblemDocument, reply.setCookie)
      return { status: reply.status, body: reply.body as OutputOf<N>, setCookie: reply.setCookie } // by the entry's handler
    },
  }
}
