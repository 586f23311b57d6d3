import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { type StorefrontBuild, storefrontHandler } from '../server/handler.ts'
import { memoryGateway } from './memory-gateway.ts'

/**
 * Shows the built storefront over a shop in memory: `PICTURES=<folder of webp files> npx tsx web/storefront/dev/serve.ts [port]`.
 * For looking at pages only; the shop itself is started by `npm start`.
 */
const root = new URL('../../../.build/storefront/', import.meta.url)
const port = Number(process.argv[2] ?? 3100)
const build = (await import(pathToFileURL(join(root.pathname, 'server/index.js')).href)) as StorefrontBuild
const gateway = memoryGateway()
const handle = storefrontHandler({ gateway, build, shopName: 'Vitrine', publicUrl: `http://localhost:${port}`, currency: 'EUR' })
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}

async function file(path: string): Promise<Response | undefined> {
  const clean = normalize(path)
  const from = clean.startsWith('/pictures/') ? join(process.env.PICTURES ?? '', clean.slice(10)) : join(root.pathname, 'client', clean)
  try {
    const body = await readFile(from)
    return new Response(new Uint8Array(body), {
      headers: {
        'Content-Type': types[extname(clean)] ?? 'application/octet-stream',
        'Cache-Control': 'public, max-age=31536000, immutable',
      },
    })
  } catch {
    return undefined
  }
}

async function api(request: Request, url: URL): Promise<Response | undefined> {
  const cookie = request.headers.get('Cookie')
  const caller = { locale: url.searchParams.get('locale') === 'en' ? 'en' : 'fr', address: '127.0.0.1', ...(cookie && { cookie }) } as const
  try {
    if (url.pathname === '/api/v1/carts/mine') return Response.json((await gateway.call('cart', { cartId: 'mine' }, caller)).body)
    if (url.pathname === '/api/v1/search/suggest')
      return Response.json((await gateway.call('suggest', { q: url.searchParams.get('q') ?? '' }, caller)).body)
  } catch {
    return new Response(null, { status: 404 })
  }
  return undefined
}

function asRequest(message: IncomingMessage): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(message.headers)) if (value !== undefined) headers.set(name, [value].flat().join(', '))
  const bodyless = message.method === 'GET' || message.method === 'HEAD'
  return new Request(`http://${message.headers.host}${message.url}`, {
    method: message.method ?? 'GET',
    headers,
    ...(!bodyless && { body: Readable.toWeb(message) as ReadableStream, duplex: 'half' }),
  })
}

async function answerTo(message: IncomingMessage, response: ServerResponse) {
  const request = asRequest(message)
  const url = new URL(request.url)
  const plain =
    (await api(request, url)) ?? (/\.\w+$/.test(url.pathname) && !url.pathname.endsWith('.data') ? await file(url.pathname) : undefined)
  const { answer, html } = plain
    ? { answer: plain, html: undefined }
    : await handle(request, { address: '127.0.0.1', requestId: crypto.randomUUID().slice(0, 8) })
  const cookies = answer.headers.getSetCookie()
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...(cookies.length > 0 && { 'set-cookie': cookies }) })
  response.end(html ?? Buffer.from(await answer.arrayBuffer()))
}

createServer((message, response) => void answerTo(message, response)).listen(port, () => console.log(`http://localhost:${port}`))
