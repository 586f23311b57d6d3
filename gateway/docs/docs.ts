import type { FastifyInstance } from 'fastify'
import { readFile } from 'node:fs/promises'
import { prefixOf } from '../below.ts'
import type { ServerParts } from '../server.ts'
import { openapiOf } from './openapi.ts'

/** The page's parts, beside this file; found through `asset` in a bundle. */
const files = [
  { url: '/docs', file: 'docs-page.html', type: 'text/html; charset=utf-8' },
  { url: '/docs/docs-page.js', file: 'docs-page.js', type: 'text/javascript; charset=utf-8' },
  { url: '/docs/docs-page.css', file: 'docs-page.css', type: 'text/css; charset=utf-8' },
] as const

/** Asking GraphQL by hand: while developing only, as the schema is (settled.md 40). GraphiQL would bring 100 times as much, or a CDN. */
const workbench = [
  { url: '/docs/graphql', file: 'graphql-page.html', type: 'text/html; charset=utf-8' },
  { url: '/docs/graphql-page.js', file: 'graphql-page.js', type: 'text/javascript; charset=utf-8' },
] as const

/** Its own scripts and styles and nothing else: no other origin is asked. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Opens what is not an operation of the shop: `/openapi.json`, `/docs`, the keys of tokens, and bare health. */
export function openDocs(app: FastifyInstance, { needs, operations, fetchKeys, settings }: ServerParts): void {
  const { pool, asset } = needs
  const documents = new Map<string, string>() // made when they are first asked for: a start does not wait for them
  app.get('/openapi.json', (request, reply) => {
    const prefix = prefixOf(request) || '/'
    const document = documents.get(prefix) ?? JSON.stringify(openapiOf(operations, [prefix]))
    documents.set(prefix, document)
    return reply.header('cache-control', 'no-cache').type('application/json').send(document)
  })
  for (const { url, file, type } of settings.isProduction ? files : [...files, ...workbench]) {
    app.get(url, async (_, reply) => {
      const bytes = await readFile(asset(`gateway/docs/${file}`))
      return reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' }).type(type).send(bytes)
    })
  }
  app.get('/.well-known/jwks.json', async (_, reply) => {
    const { jwks } = await fetchKeys()
    return reply.header('cache-control', 'public, max-age=300').type('application/json').send(JSON.stringify(jwks))
  })
  // Bare states only: what a dependency said stands on the watch port.
  app.get('/health/live', async () => ({ state: 'ok' }))
  app.get('/health/startup', async () => ({ state: 'ok' }))
  app.get('/health/ready', async (_, reply) => {
    const isReady = await pool.query('select 1').then(
      () => true,
      () => false,
    )
    return reply.code(isReady ? 200 : 503).send({ state: isReady ? 'ok' : 'failing' })
  })
}
