import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { asset } from './asset.ts'
import { makeDataFolder } from './databases.ts'
import { serviceNames } from './service-names.ts'
import { ports } from './ports.ts'
import { readSecrets } from './secrets.ts'
import { hasBank, peerSetting, readSettings } from './settings.ts'

export interface SpreadOutOptions {
  /** Settings of the whole shop. DATABASE_URL, or one for each service, is among them. */
  readonly environment: NodeJS.ProcessEnv
  /** Added to every port, so that two shops do not meet. */
  readonly offset?: number
  /** The command line that is run, and the provider. What this code itself was built into, or its sources, when absent. */
  readonly code?: (path: string) => URL
  /** Hears what the processes say. */
  readonly say?: (line: string) => void
}

export interface SpreadOut {
  /** The storefront, with the gateway under `/api`. */
  readonly url: string
  /** The gateway alone. */
  readonly api: string
  /** By name of the service; `sandbox`, `gateway` and `storefront` too. */
  readonly processIds: () => Readonly<Record<string, number | undefined>>
  /** SIGKILL, as a crash. */
  kill(name: string): Promise<void>
  /** Starts one that ended, and waits until it is ready. */
  start(name: string): Promise<void>
  /** The doors first, then the services, then the provider. Answers exit statuses by name. */
  stop(): Promise<Readonly<Record<string, number | null>>>
}

interface Part {
  readonly name: string
  /** Answers anything but 503 when the part is ready. */
  readonly readyUrl: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const readyWithinMs = 120_000
/** Not among `ports`: it belongs to no shop. */
const sandboxPort = 8_099
/** Thirteen processes on one server of 100 connections, and room for its operator. */
const poolOfEach = '6'

/**
 * Runs every service, the gateway, the storefront and the sandbox provider in a process of its own each, all started at once; answers when all
 * are ready. They know of each other by their environment alone. Rejects with what a process said when one ends before; the others are ended.
 */
export async function startSpreadOut(options: SpreadOutOptions): Promise<SpreadOut> {
  const { offset = 0, code = asset, say = () => {} } = options
  const { parts, url, api } = await plan(options.environment, offset, code)
  const running = new Map<string, ChildProcess>()

  async function start({ name, args, env, readyUrl }: Part) {
    const [entry = ''] = args
    const loader = entry.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [] // sources need one
    const child = spawn(process.execPath, [...loader, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.set(name, child)
    const said: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        said.push(String(bytes))
        for (const line of String(bytes).trimEnd().split('\n')) say(`${name}: ${line}`)
      })
    }
    const deadline = performance.now() + readyWithinMs
    while (!(await isReady(readyUrl))) {
      if (hasEnded(child)) throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}: ${said.join('').trim()}`)
      if (performance.now() > deadline) throw new Error(`${name} was not ready after ${readyWithinMs / 1_000} s: ${said.join('').trim()}`)
      await sleep(100)
    }
    said.length = 0
  }

  async function stop() {
    const doors = ['storefront', 'gateway']
    const stages = [doors, [...running.keys()].filter((name) => ![...doors, 'sandbox'].includes(name)), ['sandbox']]
    const statuses: Record<string, number | null> = {}
    for (const stage of stages)
      await Promise.all(
        stage.map(async (name) => {
          const child = running.get(name)
          if (child) statuses[name] = await end(child, 'SIGTERM')
        }),
      )
    return statuses
  }

  try {
    await Promise.all(parts.map(start))
  } catch (error) {
    await Promise.all([...running.values()].map((child) => end(child, 'SIGKILL')))
    throw error
  }
  return {
    url,
    api,
    processIds: () => Object.fromEntries([...running].map(([name, child]) => [name, child.pid])),
    async kill(name) {
      await end(running.get(name)!, 'SIGKILL') // names are those of the plan
    },
    start: (name) => start(parts.find((part) => part.name === name)!), // as above
    stop,
  }
}

/** What each process is told. */
async function plan(environment: NodeJS.ProcessEnv, offset: number, code: (path: string) => URL) {
  const settings = readSettings(environment)
  const [port, gatewayPort] = [settings.PORT + offset, settings.GATEWAY_PORT + offset]
  const at = (one: number) => `http://127.0.0.1:${one}`
  const [url, api, sandbox] = [`http://localhost:${port}`, at(gatewayPort), sandboxPort + offset]
  const peers = serviceNames.map((name) => [peerSetting(name), at((ports[name]?.grpc ?? 0) + offset)])
  const shared: Record<string, string> = {
    ...(environment as Record<string, string>), // absent values are left out by spawn
    DATA: resolve(settings.DATA),
    NODE_ENV: environment['NODE_ENV'] === 'test' ? 'production' : (environment['NODE_ENV'] ?? 'production'),
    DATABASE_POOL: environment['DATABASE_POOL'] || poolOfEach,
    PUBLIC_URL: environment['PUBLIC_URL'] || url,
    GATEWAY_URL: api,
    ...(hasBank(settings) ? {} : { SANDBOX_URL: at(sandbox) }),
    ...Object.fromEntries(peers),
  }
  const own: Readonly<Record<string, Record<string, string>>> = {
    gateway: { GATEWAY_PORT: `${gatewayPort}`, TRUSTED_PROXIES: [settings.TRUSTED_PROXIES, '127.0.0.1'].filter(Boolean).join(',') },
    storefront: { PORT: `${port}` },
  }
  const entry = fileURLToPath(code('system/cli/vitrine.ts'))
  const parts: Part[] = [...serviceNames, 'storefront'].map((name) => {
    const watchPort = (ports[name]?.watch ?? 0) + offset
    const grpc = ports[name]?.grpc
    const doors = { WATCH_PORT: `${watchPort}`, ...(grpc && { GRPC_PORT: `${grpc + offset}` }) }
    return {
      name,
      readyUrl: `${at(watchPort)}/health/startup`,
      args: [entry, 'start', '--only', name],
      env: { ...shared, ...doors, ...own[name] },
    }
  })
  makeDataFolder(settings.DATA)
  for (const part of parts) Object.assign(part.env, await readSecrets(settings, [part.name], true))
  if (!hasBank(settings)) parts.push(await planSandbox(sandbox))
  return { parts, url, api }

  /** The provider is no part of the shop: it is told its own address, its books, and where the shop hears it. */
  async function planSandbox(sandboxPortHere: number): Promise<Part> {
    const { SANDBOX_PROVIDER_SECRET } = await readSecrets(settings, ['payments'], true)
    const ledger = join(resolve(settings.DATA), 'sandbox-provider', 'ledger.ndjson')
    await mkdir(dirname(ledger), { recursive: true, mode: 0o700 })
    const env = {
      SANDBOX_LEDGER: ledger,
      SANDBOX_PROVIDER_SECRET: SANDBOX_PROVIDER_SECRET ?? '',
      SANDBOX_PORT: `${sandboxPortHere}`,
      SANDBOX_WEBHOOK_URL: `${api}/v1/webhooks/sandbox`,
    }
    const args = [fileURLToPath(code('services/payments/sandbox/sandbox-worker.ts'))]
    return { name: 'sandbox', readyUrl: at(sandboxPortHere), args, env }
  }
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined) // nobody listens yet
  await answer?.body?.cancel()
  return answer !== undefined && answer.status !== 503
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (hasEnded(child)) return child.exitCode
  const exit = once(child, 'exit') as Promise<[number | null]>
  child.kill(signal)
  return (await exit)[0]
}
