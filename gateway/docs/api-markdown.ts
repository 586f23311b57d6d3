import { problemStatuses, type ProblemCode } from '../problem.ts'
import type { Operation } from '../route-registry.ts'
import { topics } from '../realtime/live.ts'
import { en } from '../words/en.ts'

const conventions = `# The public door

Made from the registry of \`gateway/\` by its tests (\`npx vitest run gateway -u\`); \`/docs\` shows every field, \`/openapi.json\` is the same for
programs, \`gateway/graphql/schema.graphql\` is the GraphQL schema. One operation has one entry: REST and GraphQL are two spellings of it, behind
the same guards.

- JSON, camelCase. Ids are opaque. Times are RFC 3339 in UTC, money is \`{"amountMinor": 12900, "currency": "EUR"}\`.
- Lists take \`limit\` (1 to 100) and \`cursor\`, and answer \`{items, nextCursor, total}\`.
- Refusals are \`application/problem+json\` (RFC 9457) with a stable \`code\`; in GraphQL the same document stands in \`extensions\`.
- \`Idempotency-Key\`: where it is optional or required, the answer is kept 24 h and given again with \`Idempotency-Replayed: true\`. A fault is not
  kept; 202 is not either, so asking again under the same key hears how it ended.
- \`Authorization: Bearer\`, or the cookies the door sets for pages of the shop. \`cart\` and \`order\`: whoever knows the id of a guest's, the
  owner of a customer's; everybody else hears 404. \`mine\` stands for the cart of the cookie.
- Language by \`?locale=fr|en\` or \`Accept-Language\`. Rate limits per address and minute: \`RateLimit\`, \`RateLimit-Policy\`.
- In GraphQL absent fields are null, one mutation goes per request, batches are not taken.
`

/** The text of docs/api.md. */
export function apiMarkdown(operations: readonly Operation[]): string {
  const rows = operations.map(({ rest, name, policy, rate, idempotency, graphql, summary }) => {
    const field = graphql === 'field' ? `\`${name}\`` : `no (${graphql.slice('none: '.length)})`
    return `| \`${rest.method} ${rest.path.replaceAll(/:(\w+)/g, '{$1}')}\` | ${field} | ${policy} | ${rate} | ${idempotency} | ${summary} |`
  })
  const codes = (Object.keys(problemStatuses) as ProblemCode[]).map(
    (code) => `| \`${code}\` | ${problemStatuses[code]} | ${en.problems[code]} |`,
  )
  const heard = topics.map(({ name, who }) => `| \`${name}\` | ${who} |`)
  return [
    conventions,
    '## Operations\n',
    '| REST | GraphQL field | who | rate class | key | |\n|---|---|---|---|---|---|',
    ...rows,
    '\n## Codes\n',
    'Codes are added to, never renamed.\n',
    '| code | status | |\n|---|---|---|',
    ...codes,
    '\n## Live messages: `/ws`\n',
    '`{"type": "subscribe", "topic": "…", "after": "lastId"}` → `{topic, id, type, data}`. A browser comes with its cookie; others send',
    '`{"type": "hello", "token": "…"}` first, or an `Authorization` header. Closes 4401 for a bad token, 4403 for a foreign topic or page, 4429 above',
    '50 topics, 1009 for a frame above 1 MB. Messages are kept for an hour; a slow reader skips to the newest of each topic.\n',
    '| topic | who |\n|---|---|',
    ...heard,
    '',
  ].join('\n')
}
