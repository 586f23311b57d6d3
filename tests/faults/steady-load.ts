import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SteadyLoad {
  /** From now on a new connection may be refused. */
  expectRefusals(): void
  /** Sends nothing more; answers what came of everything that was sent. */
  end(): Promise<{
    readonly answered: number
    /** New connections that were refused after that was expected: such a request was never sent. */
    readonly refused: number
    /** What a shopper sees as a fault, in words. */
    readonly failed: readonly string[]
  }>
}

/**
 * Asks for `url` so many times a second without waiting for answers, over connections that are kept open as long as the server lets them, or
 * over a new one each time. Nothing is sent twice, and nothing is forgiven but the refusal of a new connection once the end has begun:
 * whatever was sent over an open connection must be answered, with 200.
 */
export function steadyLoad(url: string, perSecond: number, keepAlive: boolean): SteadyLoad {
  const agent = new Agent({ keepAlive })
  const failed: string[] = []
  let [answered, refused, mayRefuse, isOver] = [0, 0, false, false]

  async function ask(): Promise<void> {
    const fault = await faultOf(url, agent)
    if (fault === undefined) answered++
    else if (fault === 'ECONNREFUSED' && mayRefuse) refused++
    else failed.push(`${fault} from ${url}`)
  }

  async function send() {
    const asked: Promise<void>[] = []
    while (!isOver) {
      asked.push(ask())
      await sleep(1_000 / perSecond)
    }
    await Promise.all(asked)
    agent.destroy()
    return { answered, refused, failed }
  }
  const sending = send()
  return {
    expectRefusals() {
      mayRefuse = true
    },
    end() {
      isOver = true
      return sending
    },
  }
}

/** Undefined when it was answered well and whole; else why not. */
export function faultOf(url: string, agent: Agent): Promise<string | undefined> {
  return new Promise((done) => {
    const asking = request(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () => done(answer.statusCode === 200 ? undefined : `status ${answer.statusCode}`))
      answer.once('error', (error) => done(`answer cut (${error.message})`))
    })
    asking.once('error', (error: NodeJS.ErrnoException) => {
      done(
        error.code === 'ECONNREFUSED'
          ? error.code
          : `${error.message} over ${asking.reusedSocket ? 'a connection in use' : 'a new connection'}`,
      )
    })
    asking.end()
  })
}
