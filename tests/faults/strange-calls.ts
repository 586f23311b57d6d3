// `npx tsx tests/faults/strange-calls.ts`: every operation of /openapi.json is asked for with input made from its own schema, sensible and strange,
// by a guest, a customer and the owner. Nothing may answer 500 or more, and afterwards the books are right. Options: --rounds 8, --seed 1.
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { client, expectStatus, signIn } from '../shopper.ts'
import { forgetFolders, startShop, withoutRateLimits } from '../shop-process.ts'
import { type Schema, strangeInput } from './strange-input.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '8' }, seed: { type: 'string', default: `${Date.now() % 1e6}` } },
})
const [rounds, seed] = [Number(values.rounds), Number(values.seed)]
const password = 'three words that nobody leaked'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: Schema
}

interface Described {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

/** Would end the sessions that ask, or who they are of. */
const left = ['logOut', 'eraseMe', 'eraseAccount']

const shop = await startShop({ env: withoutRateLimits })
try {
  const knock = client(shop.api)
  await shop.vitrine(['staff', 'add', '--email', 'owner@example.org', '--role', 'owner'], password)
  const signedUp = await knock('POST', '/v1/auth/signup', { email: 'ada@example.org', password })
  const people = {
    guest: {},
    customer: { authorization: `Bearer ${expectStatus(signedUp, 201).accessToken}` },
    owner: await signIn(knock, 'owner@example.org', password),
  }
  const document = expectStatus(await knock('GET', '/openapi.json'), 200)
  const { items } = expectStatus(await knock('GET', '/v1/products?limit=20'), 200)
  const known: string[] = items.flatMap(({ id, slug }: { id: string; slug: string }) => [id, slug])
  const made = strangeInput({ document, seed, known })
  const answered = new Map<number, number>()
  const failed: string[] = []

  async function ask(method: string, path: string, operation: Described, headers: Record<string, string>) {
    const query = new URLSearchParams()
    let url = path
    for (const { name, in: place, schema } of operation.parameters ?? []) {
      const value = made.of(schema)
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      if (place === 'path')
        url = url.replace(
          `{${name}}`,
          encodeURIComponent(made.sometimes(0.6) ? made.known() : text.replaceAll(/[\ud800-\udfff]/g, '') || 'x'),
        )
      if (place === 'query' && made.sometimes(0.6)) query.append(name, text)
    }
    const content = operation.requestBody?.content
    if (content && !content['application/json']) return // uploads have hostile files of their own
    const body = content ? made.of(content['application/json']!.schema) : method === 'get' ? undefined : {}
    const asked = `${url}${query.size > 0 ? `?${query.toString()}` : ''}`
    const key = method === 'get' ? {} : { 'idempotency-key': randomUUID() }
    const { status, body: answer } = await knock(method.toUpperCase(), asked, body, { ...headers, ...key })
    answered.set(status, (answered.get(status) ?? 0) + 1)
    if (status < 300 && typeof answer?.id === 'string') known.push(answer.id)
    if (status >= 500)
      failed.push(`${operation.operationId}: ${method} ${asked} ${JSON.stringify(body)} answered ${status} ${JSON.stringify(answer)}`)
  }

  for (let round = 0; round < rounds; round++)
    for (const [path, methods] of Object.entries(document.paths as Record<string, Record<string, Described>>))
      for (const [method, operation] of Object.entries(methods))
        for (const [who, headers] of Object.entries(people))
          if (!left.includes(operation.operationId) && (who === 'owner' || !path.includes('/admin/')))
            await ask(method, path, operation, headers)

  // Whoever was signed out by a strange call would have been refused ever since, and nothing been asked.
  expectStatus(await knock('GET', '/v1/me', undefined, people.customer), 200)
  expectStatus(await knock('GET', '/v1/admin/orders', undefined, people.owner), 200)
  const verdict = await shop.vitrine(['verify'])
  const counts = [...answered].toSorted(([a], [b]) => a - b).map(([status, count]) => `${count} x ${status}`)
  console.log(`seed ${seed}: ${counts.join(', ')}; ${failed.length} of 500 or more\n${failed.slice(0, 20).join('\n')}${verdict}`)
  if (failed.length > 0) process.exitCode = 1
} finally {
  await shop.stop()
  forgetFolders()
}
