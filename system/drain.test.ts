import { once } from 'node:events'
import { Agent, createServer, type RequestListener, request, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { drainable } from './drain.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections()
})

async function serve(answer: RequestListener = (_, response) => void response.end('well')) {
  const server = createServer(answer)
  servers.push(server)
  const { drain, cut } = drainable(server)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return { server, drain, cut, port: (server.address() as AddressInfo).port }
}

const get = 'GET / HTTP/1.1\r\nhost: shop\r\n\r\n'

/** All that comes over a connection until it ends, or the code of its loss. */
async function heard(socket: Socket): Promise<string> {
  const parts: Buffer[] = []
  socket.on('data', (bytes) => parts.push(bytes))
  return await new Promise((done) => {
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    socket.once('close', () => done(Buffer.concat(parts).toString()))
  })
}

/** Requests that Node has not seen: on a connection that carried one before, and on one that only the system has accepted yet. */
async function unread(port: number) {
  const kept = connect(port, '127.0.0.1')
  kept.write(get)
  await once(kept, 'data')
  const waiting = connect(port, '127.0.0.1')
  await new Promise<void>((connecting) => process.nextTick(connecting))
  for (const socket of [kept, waiting]) socket.write(get)
  return [kept, waiting].map(heard)
}

test('control: a server that is only closed cuts requests it has not read', async () => {
  const { server, port } = await serve()
  const answers = await unread(port)
  server.close()
  expect(await Promise.all(answers)).toEqual(['ECONNRESET', 'ECONNRESET'])
})

test('a request on an open connection is answered, though nobody had read it when the end began', async () => {
  const { drain, port } = await serve()
  const answers = await unread(port)
  await drain(5_000)
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\nconnection: close[^]*well$/i)
  await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a crowd that only the system has accepted is let in', async () => {
  const { drain, port } = await serve()
  const crowd = Array.from({ length: 40 }, () => connect(port, '127.0.0.1'))
  await new Promise<void>((connecting) => process.nextTick(connecting))
  for (const socket of crowd) socket.write(get)
  const answers = Promise.all(crowd.map(heard))
  await drain(5_000)
  for (const answer of await answers) expect(answer).toContain('200 OK')
})

test('a connection kept open is told with its next answer, and then ends at once', async () => {
  const { drain, port } = await serve()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () =>
    new Promise<{ status: number; connection: string; isReused: boolean }>((done, failed) => {
      const asking = request({ port, agent }, (answer) => {
        const { statusCode: status = 0, headers } = answer
        answer.resume().once('end', () => done({ status, connection: headers.connection ?? '', isReused: asking.reusedSocket }))
      })
      asking.once('error', failed).end()
    })
  await ask()
  const began = performance.now()
  const ended = drain(5_000)
  await sleep(300) // silent, and not yet for long
  expect(await ask()).toEqual({ status: 200, connection: 'close', isReused: true })
  await ended
  expect(performance.now() - began).toBeLessThan(3_000) // not the silence of three seconds that cuts others
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

describe('what runs', () => {
  test('is answered, its connection with it, and the end waits for it', async () => {
    const { drain, port } = await serve((_, response) => {
      setTimeout(() => response.end('late'), 1_500)
    })
    const socket = connect(port, '127.0.0.1')
    socket.write(get)
    await sleep(50)
    const answer = heard(socket)
    const began = performance.now()
    await drain(5_000)
    expect(performance.now() - began).toBeGreaterThan(1_300)
    expect(await answer).toMatch(/connection: close[^]*late/i)
  })

  test('and had begun to answer may ask once more over its connection', async () => {
    const { drain, port } = await serve(({ url }, response) => {
      if (url !== '/') return void response.end('next')
      response.write('begun')
      setTimeout(() => response.end('done'), 300)
    })
    const socket = connect(port, '127.0.0.1')
    socket.write(get)
    await once(socket, 'data')
    const ended = drain(5_000)
    await sleep(900)
    socket.write(get.replace('/', '/next'))
    expect(await heard(socket)).toMatch(/connection: close[^]*next/i)
    await ended
  })

  test('for longer than the patience is left, and then cut', async () => {
    const { drain, cut, port, server } = await serve(() => {})
    const socket = connect(port, '127.0.0.1')
    const answer = heard(socket)
    socket.write(get)
    await once(server, 'request')
    const began = performance.now()
    await drain(200)
    expect(performance.now() - began).toBeLessThan(4_000) // its request never ends
    cut()
    expect(await answer).toBe('')
  })
})

test('who asks every two seconds is told, not cut', async () => {
  const { drain, port } = await serve()
  const socket = connect(port, '127.0.0.1')
  socket.write(get)
  await once(socket, 'data')
  const answer = heard(socket)
  const ended = drain(5_000)
  await sleep(2_000)
  socket.write(get)
  expect(await answer).toMatch(/connection: close[^]*well/i)
  await ended
})

test('a connection that says nothing is cut after three seconds', async () => {
  const { drain, port, server } = await serve()
  const socket = connect(port, '127.0.0.1')
  socket.resume()
  await once(server, 'connection')
  const gone = once(socket, 'close')
  await drain(5_000)
  await expect(gone).resolves.toEqual([false]) // without an error
})
