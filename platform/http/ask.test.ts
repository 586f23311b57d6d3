import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { ask } from './ask.ts'

const server = createServer((request, response) => {
  if (request.url === '/silent') return
  if (request.url === '/half') return void response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy())
  request.pipe(response.writeHead(request.url === '/refused' ? 409 : 200))
})
let connections = 0
server.on('connection', () => connections++)
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const question = { method: 'POST', headers: {}, body: 'said', timeoutMs: 5_000 } as const
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('questions one after the other go over one connection, and every answer is heard', async () => {
  for (const path of ['/a', '/b', '/refused'])
    expect(await ask(`${at}${path}`, question)).toEqual({ status: path === '/refused' ? 409 : 200, text: 'said' })
  expect(connections).toBe(1)
})

test('silence, half an answer, nobody there and a change of mind are errors', async () => {
  await expect(ask(`${at}/silent`, { ...question, timeoutMs: 50 })).rejects.toThrow('no whole answer within 50 ms')
  await expect(ask(`${at}/half`, question)).rejects.toThrow('aborted')
  await expect(ask('http://127.0.0.1:1', question)).rejects.toThrow('ECONNREFUSED')
  const stopping = new AbortController()
  const asked = ask(`${at}/silent`, { ...question, signal: stopping.signal })
  stopping.abort()
  await expect(asked).rejects.toThrow('aborted')
})
