import { unboundOperations } from './unbound-operations.ts'

/** A gateway that is there answers within the deadline of the call, if only that it cannot: what takes longer is away. */
export const graceMs = 500
/** For what is no operation of the registry: GraphQL, the specification. */
const otherMs = 30_000

interface Spelling {
  readonly segments: readonly string[]
  readonly patienceMs: number
}

/** How long whoever stands before the gateway waits for a word of it, ms, by method and path (`/v1/carts/1?x=2`). */
export function patience(): (method: string, url: string) => number {
  const spellings = new Map<string, Spelling[]>()
  const keyOf = (method: string, segments: readonly string[]) => `${method === 'HEAD' ? 'GET' : method} ${segments.length}`
  for (const { rest, deadlineMs } of unboundOperations()) {
    const segments = rest.path.split('/')
    const key = keyOf(rest.method, segments)
    spellings.set(key, [...(spellings.get(key) ?? []), { segments, patienceMs: deadlineMs + graceMs }])
  }
  // As the router has it: a word goes before a parameter.
  for (const some of spellings.values()) some.sort((one, other) => parameters(one) - parameters(other))
  return (method, url) => {
    const asked = (url.split('?')[0] ?? '').split('/')
    const fits = ({ segments }: Spelling) => segments.every((segment, n) => segment.startsWith(':') || segment === asked[n])
    return spellings.get(keyOf(method, asked))?.find(fits)?.patienceMs ?? otherMs
  }
}

const parameters = ({ segments }: Spelling) => segments.filter((segment) => segment.startsWith(':')).length
