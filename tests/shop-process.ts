import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** The shop as an operator runs it: `npm start` in a process of its own, on free ports, with a data folder that goes with the test. */
export interface ShopProcess {
  /** The storefront, with the gateway under `/api`. */
  readonly url: string
  /** The gateway alone. */
  readonly api: string
  readonly watch: string
  readonly data: string
  readonly child: ChildProcess
  /** What it said, both streams. */
  readonly said: () => string
  /** From the command to the first answer of the storefront, ms. */
  readonly startedInMs: number
  /** SIGTERM; answers the exit status. */
  stop(): Promise<number | null>
  /** SIGKILL to the Node process alone: PostgreSQL lives on, as after a crash. */
  kill(): Promise<void>
  /** Runs a verb of the CLI against this shop, with text on its standard input. Rejects when it ends badly, with what it said. */
  vitrine(args: readonly string[], input?: string, env?: Readonly<Record<string, string>>): Promise<string>
}

export interface ShopOptions {
  readonly data?: string
  readonly env?: Readonly<Record<string, string>>
}

const folders: string[] = []

/** A folder for one shop, open to the user PostgreSQL runs as when a test runs as root. Removed by `forgetFolders`. */
export function dataFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'vitrine-shop-'))
  chmodSync(parent, 0o755)
  folders.push(parent)
  return join(parent, 'data')
}

export function forgetFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** Load tests knock oftener than one person may. */
export const withoutRateLimits = {
  RATE_LIMIT_READ: '1000000',
  RATE_LIMIT_WRITE: '1000000',
  RATE_LIMIT_LOGIN: '1000',
  RATE_LIMIT_UPLOAD: '1000',
  RATE_LIMIT_PICTURE: '1000',
  RATE_LIMIT_WEBHOOK: '1000000',
}

/** Behind `node`, as `npm start` has it. */
const asPeopleStartIt: readonly string[] = JSON.parse(readFileSync('package.json', 'utf8')).scripts.start.split(' ').slice(1)

export async function startShop({ data = dataFolder(), env = {} }: ShopOptions = {}): Promise<ShopProcess> {
  const [port, gatewayPort, watchPort] = [await freePort(), await freePort(), await freePort()]
  const settings = { PORT: `${port}`, GATEWAY_PORT: `${gatewayPort}`, WATCH_PORT: `${watchPort}`, DATA: data, ...env }
  const url = `http://127.0.0.1:${port}`
  const began = performance.now()
  const child = spawn(process.execPath, asPeopleStartIt, {
    env: { ...process.env, PUBLIC_URL: url, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stdout.on('data', (bytes) => said.push(String(bytes)))
  child.stderr.on('data', (bytes) => said.push(String(bytes)))
  const exit = once(child, 'exit') as Promise<[number | null]>
  const deadline = performance.now() + 120_000
  for (;;) {
    const ending = child.exitCode ?? child.signalCode
    if (ending !== null) throw new Error(`the shop ended with ${ending}:\n${said.join('')}`)
    if (performance.now() > deadline) {
      child.kill('SIGTERM')
      await exit
      throw new Error(`the shop did not start:\n${said.join('')}`)
    }
    const answer = await fetch(`${url}/`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    if (answer?.status === 200) break
    await sleep(20)
  }
  return {
    url,
    api: `http://127.0.0.1:${gatewayPort}`,
    watch: `http://127.0.0.1:${watchPort}`,
    data,
    child,
    said: () => said.join(''),
    startedInMs: performance.now() - began,
    async stop() {
      child.kill('SIGTERM')
      return (await exit)[0]
    },
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
    vitrine: (args, input = '', other = {}) => vitrine(args, input, { ...settings, ...other }),
  }
}

/** `npx vitrine …` with these settings. */
export async function vitrine(args: readonly string[], input: string, settings: Readonly<Record<string, string>>): Promise<string> {
  const running = promisify(execFile)(process.execPath, ['system/start.mjs', ...args], {
    env: { ...process.env, ...settings },
    maxBuffer: 10_000_000,
  })
  running.child.stdin?.end(input)
  const { stdout } = await running
  return stdout
}

/**
 * A port of 127.0.0.1 that nobody has, below those the system gives to whoever asks for any: between this look and the moment a shop listens,
 * its own PostgreSQL or sandbox provider could be given one of those. Workers of vitest have ranges of their own.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowestPort + (turn++ % portsOfWorker)
    if (await isFree(port)) return port
  }
}

const portsOfWorker = 4_000
const lowestPort = 20_000 + portsOfWorker * (Number(process.env['VITEST_POOL_ID'] ?? 0) % 3)
let turn = Math.floor(Math.random() * portsOfWorker)

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const listens = await new Promise<boolean>((answer) =>
    server.once('error', () => answer(false)).listen(port, '127.0.0.1', () => answer(true)),
  )
  if (listens) await new Promise((closed) => server.close(closed))
  return listens
}
