import { setTimeout as sleep } from 'node:timers/promises'
import type { Failpoint } from './failpoints.ts'

/** Throws once, when `name` is reached for the first time. */
export function failOnceAt(name: string): Failpoint {
  let isArmed = true
  return async (reached) => {
    if (!isArmed || reached !== name) return
    isArmed = false
    throw new Error(`failpoint ${name}`)
  }
}

type Action = (name: string) => Promise<void>

/**
 * Failpoints of a whole process under attack, from VITRINE_FAILPOINTS: `name:kill`, `name:throw` or `name:delay:ms`, separated by commas.
 *
 * `kill` ends this process as `kill -9` does, `throw` throws the first time, `delay` waits each time. Throws a RangeError that quotes the
 * part it does not understand. Never in production: `system/` refuses to start there.
 */
export function armedFailpoints(setting: string): Failpoint {
  const armed = new Map(setting.split(',').map((part) => readPart(part.trim())))
  return async (reached) => armed.get(reached)?.(reached)
}

function readPart(part: string): [name: string, action: Action] {
  const [, name, action, ms] = /^([\w.-]+):(?:(kill|throw)|delay:(\d{1,6}))$/.exec(part) ?? []
  if (!name) throw new RangeError(`VITRINE_FAILPOINTS: "${part}" is not name:kill, name:throw or name:delay:ms`)
  if (action === 'kill') return [name, killSelf]
  if (action === 'throw') return [name, failOnceAt(name)]
  return [name, () => sleep(Number(ms))]
}

async function killSelf() {
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {}) // the signal arrives between two instructions: nothing after the failpoint may run
}
