import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SteadyLoad {
  /** From now on a refused connection ends the load, as it does for a balancer: that request was not sent. */
  expectEnd(): void
  /** Resolves when the load has ended and every answer is in. */
  readonly ended: Promise<{ readonly answered: number; readonly failed: readonly string[]; readonly unaccepted: number }>
}

interface Asked {
  readonly status?: number
  readonly fault?: string
  /** The connection had carried a request before; its loss says nothing about this one, which may be sent again (RFC 9112, 9.3.1). */
  readonly isReused: boolean
}

/**
 * Asks for `url` so many times a second over connections that are kept open, without waiting for answers.
 *
 * A connection the system took and the closing process had not yet accepted is reset. As balancers do with a GET of which no answer has begun,
 * such a one is asked once more when the end is expected: refused then, it was not sent; `unaccepted` counts them. An answer that was cut
 * has failed.
 */
export function steadyLoad(url: string, perSecond: number): SteadyLoad {
  const agent = new Agent({ keepAlive: true })
  const failed: string[] = []
  let [answered, unaccepted, isEnding, isOver] = [0, 0, false, false]

  async function ask(): Promise<void> {
    const first = await once(url, agent)
    const isReset = first.fault === 'ECONNRESET' && (first.isReused || isEnding)
    const asked = isReset ? await once(url) : first
    if (isReset && !first.isReused) unaccepted++
    if (asked.fault === 'ECONNREFUSED' && isEnding) isOver = true
    else if (asked.status === 200) answered++
    else failed.push(asked.fault ?? `status ${asked.status}`)
  }

  async function send() {
    const asked: Promise<void>[] = []
    while (!isOver) {
      asked.push(ask())
      await sleep(1_000 / perSecond)
    }
    await Promise.all(asked)
    agent.destroy()
    return { answered, failed, unaccepted }
  }
  return { expectEnd: () => void (isEnding = true), ended: send() }
}

function once(url: string, agent?: Agent): Promise<Asked> {
  return new Promise((done) => {
    const asking = request(url, { ...(agent ? { agent } : { agent: false as const }) }, (answer) => {
      answer.resume()
      answer.once('end', () => done({ status: answer.statusCode ?? 0, isReused: asking.reusedSocket }))
      answer.once('error', (error) => done({ fault: `answer cut: ${error.message}`, isReused: false }))
    })
    asking.once('error', (error: NodeJS.ErrnoException) => done({ fault: error.code ?? error.message, isReused: asking.reusedSocket }))
    asking.end()
  })
}
