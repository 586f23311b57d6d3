import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/**
 * What happens between two parts: bytes `pass`; they come `lateMs` late, each way; a connection is refused, those that are open are cut
 * (`refuse`); requests arrive and their answers are lost (`deafen`).
 */
export type Way = 'pass' | 'refuse' | 'deafen' | { readonly lateMs: number }

/** A stretch of network that can be broken: TCP on loopback, between whoever asks `address` and whoever listens at the target. */
export interface FaultProxy {
  /** `127.0.0.1:port`. */
  readonly address: string
  /** From now on, for open connections too. */
  set(way: Way): void
  /** New connections go there; open ones stay where they are. */
  aim(hostAndPort: string): void
  /** How many answers were lost on purpose. */
  readonly lostAnswers: number
  close(): Promise<void>
}

export async function faultProxy(target: string, port = 0): Promise<FaultProxy> {
  let [way, aimed, lostAnswers]: [Way, string, number] = ['pass', target, 0]
  const open = new Set<Socket>()
  let server = await listen(port)
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  let changing = Promise.resolve()

  async function listen(at: number): Promise<Server> {
    const one = createServer({ allowHalfOpen: true, noDelay: true }, join)
    await new Promise<void>((ready, failed) => one.once('error', failed).listen(at, '127.0.0.1', ready))
    return one
  }

  function join(here: Socket) {
    const [host = '', at = ''] = aimed.split(':')
    const there = connect({ host, port: Number(at), allowHalfOpen: true, noDelay: true })
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      carry(one, other, one === there)
    }
  }

  function carry(from: Socket, to: Socket, isAnswer: boolean) {
    let before = Promise.resolve()
    const hand = (work: () => void) => {
      if (typeof way !== 'object') before = before.then(work)
      else {
        const late = new Promise<void>((done) => setTimeout(done, (way as { lateMs: number }).lateMs).unref())
        before = before.then(() => late).then(work)
      }
    }
    from.on('data', (bytes) => {
      if (isAnswer && way === 'deafen') {
        lostAnswers++
        to.destroy()
        return from.destroy()
      }
      from.pause()
      hand(() => void (to.destroyed || to.write(bytes)))
      if (typeof way === 'object') from.resume()
      else void before.then(() => (to.writableNeedDrain ? to.once('drain', () => from.resume()) : from.resume()))
    })
    from.on('end', () => hand(() => void to.end()))
  }

  async function change(next: Way) {
    if (next === 'refuse') {
      for (const socket of open) socket.destroy()
      if (server.listening) {
        server.close()
        await once(server, 'close')
      }
    } else if (!server.listening) server = await listen(Number(address.split(':')[1]))
  }

  return {
    address,
    set(wanted) {
      way = wanted
      changing = changing.then(() => change(wanted))
    },
    aim(next) {
      aimed = next
    },
    get lostAnswers() {
      return lostAnswers
    },
    async close() {
      await changing
      for (const socket of open) socket.destroy()
      if (server.listening) server.close()
    },
  }
}
