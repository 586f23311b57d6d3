import { problemStatuses, type ProblemCode } from '../problem.ts'
import type { Operation } from '../route-registry.ts'
import { topics } from '../realtime/live.ts'
import { streamClosing } from '../realtime/try-on-stream.ts'
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

const closingWords: Readonly<Record<keyof typeof streamClosing, string>> = {
  badFrames: 'three frames in a row that cannot be opened',
  refused: 'a hello that is refused',
  tooLarge: 'a frame above the limit',
  fault: 'a fault of ours, come back',
  unauthorised: 'a bad token',
  foreignPage: 'a page of another site',
  idle: '30 s without a frame that was read',
  busy: 'no place or too many streams',
}
const closings = Object.entries(streamClosing).map(([reason, code]) => `${code} ${closingWords[reason as keyof typeof streamClosing]}`)

const tryOnStream = `
## Try-on stream: \`/ws/try-on\`

For kiosks and thin clients that cannot read a face themselves; live try-on in the shop's own page sends no picture anywhere. Guests may; one
stream counts as one \`upload\` of its address, which may have four at once.

1. Client, text: \`{"type": "hello", "token"?, "variantId"?, "mode": "image"|"landmarks", "width", "height", "fov"?, "pdMm"?}\`. A browser comes with
   its cookie. \`variantId\` is needed to draw; sides are 64 to 1280 px, \`fov\` 20 to 120 degrees (vertical), \`pdMm\` 40 to 80.
2. Door: \`{"type": "ready", "maxFps", "maxBytes"}\`, or \`{"type": "refused", "code"}\` and a close: \`bad-input\`, \`not-found\`, \`unauthorised\`,
   \`too-many-requests\`, \`busy\` (every place is taken).
3. Client, binary: 4 bytes of sequence (big endian), then a JPEG of at most \`maxBytes\`.
4. Door: \`{"type": "frame", "seq", "found", "ms", "dropped"}\`, with \`pose\` (degrees), \`measures\` and \`quality\` where a face was found, \`code\`
   where not; in mode \`landmarks\` also \`landmarks\` (468 x, y in px); in mode \`image\` then one binary message: the same sequence and a JPEG.
5. Client: \`{"type": "ack", "seq"}\`: only then is the next one read. The newest frame wins: one that waits is replaced, and counted in
   \`dropped\`; more than \`maxFps\` are not read.
6. \`{"type": "variant", "variantId"}\` changes the frame; an unknown one is \`{"type": "error", "code": "not-found"}\` and changes nothing.
   Each counts as one \`read\` of its address; above that it is \`too-many-requests\`.

Closes: ${closings.join(', ')}. Pictures, landmarks and measures are in memory for one answer; the face is remembered until the socket closes.
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
    tryOnStream,
  ].join('\n')
}
