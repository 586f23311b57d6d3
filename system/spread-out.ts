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
import { hasBank, peerSetting, readSettings, type Settings } from './settings.ts'

export interface SpreadOutOptions {
  /** Settings of the whole shop. DATABASE_URL, or one for each service, is among them. */
  readonly environment: NodeJS.ProcessEnv
  /** Added to every port, so that two shops do not meet. */
  readonly offset?: number
  /** The command line that is run, and the provider. What this code itself was built into, or its sources, when absent. */
  readonly code?: (path: string) => URL
  /** Where others reach the door `name` that is at `address`: whoever balances between them. Told again when a copy takes over. */
  readonly reach?: Reach
  /** Hears what the processes say. */
  readonly say?: (line: string) => void
}

const gatewayEvents = 'gateway events'

/** Doors are named after their part; the gateway has a second one, `gateway events`, where it hears the others. */
type Reach = (name: string, address: string) => string

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
  /** Starts a copy on ports of its own, tells `reach` once it is ready, and ends the one before. Answers the exit status of that. */
  replace(name: string): Promise<number | null>
  /** The doors first, then the services, then the provider. Answers exit statuses by name. */
  stop(): Promise<Readonly<Record<string, number | null>>>
}

interface Part {
  readonly name: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Where it listens, with so much added to its ports. */
  readonly doors: (beside: number) => Doors
}

interface Doors {
  readonly env: Readonly<Record<string, string>>
  readonly addresses: Readonly<Record<string, string>>
  /** Answers anything but 503 when the part is ready. */
  readonly readyUrl: string
}

const readyWithinMs = 120_000
/** Between two copies of a part: no port of one is a port of another. */
const besideOffset = 20
/** Not among `ports`: it belongs to no shop. */
const sandboxPort = 8_099
/** Thirteen processes on one server of 100 connections, and room for its operator. */
const poolOfEach = '6'

/**
 * Runs every service, the gateway, the storefront and the sandbox provider in a process of its own each, all started at once; answers when all
 * are ready. They know of each other by their environment alone. Rejects with what a process said when one ends before; the others are ended.
 */
export async function startSpreadOut(options: SpreadOutOptions): Promise<SpreadOut> {
  const { offset = 0, code = asset, say = () => {}, reach = (_, address) => address } = options
  const { parts, url, api } = await plan(options.environment, offset, code, reach)
  const running = new Map<string, ChildProcess>()
  const besides = new Map<string, number>()
  const partOf = (name: string) => parts.find((part) => part.name === name)! // names are those of the plan

  async function start({ name, args, env, doors }: Part) {
    const { env: own, readyUrl } = doors(besides.get(name) ?? 0)
    const [entry = ''] = args
    const loader = entry.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [] // sources need one
    const child = spawn(process.execPath, [...loader, ...args], { env: { ...env, ...own }, stdio: ['ignore', 'pipe', 'pipe'] })
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

  async function replace(name: string) {
    const [old, beside] = [running.get(name)!, besides.get(name) === besideOffset ? 0 : besideOffset]
    besides.set(name, beside)
    await start(partOf(name))
    for (const [door, address] of Object.entries(partOf(name).doors(beside).addresses)) reach(door, address)
    return await end(old, 'SIGTERM')
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
    start: (name) => start(partOf(name)),
    replace,
    stop,
  }
}

/** What each process is told. */
async function plan(environment: NodeJS.ProcessEnv, offset: number, code: (path: string) => URL, reach: Reach) {
  const settings = readSettings(environment)
  const doorsOf = (name: string) => (beside: number) => doors(name, settings, offset + beside)
  const names = [...serviceNames, 'storefront', ...(hasBank(settings) ? [] : ['sandbox'])]
  const found = names.flatMap((name) => Object.entries(doorsOf(name)(0).addresses)).map(([door, at]) => [door, reach(door, at)] as const)
  const { storefront: url = '', gateway: api = '', sandbox, ...callees } = Object.fromEntries(found)
  const peers = Object.entries(callees).map(([door, at]) => [peerSetting(door === gatewayEvents ? 'gateway' : door), at])
  const shared: Record<string, string> = {
    ...(environment as Record<string, string>), // absent values are left out by spawn
    DATA: resolve(settings.DATA),
    NODE_ENV: environment['NODE_ENV'] === 'test' ? 'production' : (environment['NODE_ENV'] ?? 'production'),
    DATABASE_POOL: environment['DATABASE_POOL'] || poolOfEach,
    PUBLIC_URL: environment['PUBLIC_URL'] || url,
    GATEWAY_URL: api,
    ...(sandbox && { SANDBOX_URL: sandbox }),
    ...Object.fromEntries(peers),
  }
  const TRUSTED_PROXIES = [settings.TRUSTED_PROXIES, '127.0.0.1'].filter(Boolean).join(',') // the storefront, to the gateway
  const entry = fileURLToPath(code('system/cli/vitrine.ts'))
  const parts: Part[] = [...serviceNames, 'storefront'].map((name) => {
    return {
      name,
      args: [entry, 'start', '--only', name],
      env: { ...shared, ...(name === 'gateway' && { TRUSTED_PROXIES }) },
      doors: doorsOf(name),
    }
  })
  makeDataFolder(settings.DATA)
  for (const part of parts) Object.assign(part.env, await readSecrets(settings, [part.name], true))
  if (sandbox) parts.push(await planSandbox())
  return { parts, url, api }

  /** The provider is no part of the shop: it is told its own address, its books, and where the shop hears it. */
  async function planSandbox(): Promise<Part> {
    const { SANDBOX_PROVIDER_SECRET } = await readSecrets(settings, ['payments'], true)
    const ledger = join(resolve(settings.DATA), 'sandbox-provider', 'ledger.ndjson')
    await mkdir(dirname(ledger), { recursive: true, mode: 0o700 })
    const env = {
      SANDBOX_LEDGER: ledger,
      SANDBOX_PROVIDER_SECRET: SANDBOX_PROVIDER_SECRET ?? '',
      SANDBOX_WEBHOOK_URL: `${api}/v1/webhooks/sandbox`,
    }
    const args = [fileURLToPath(code('services/payments/sandbox/sandbox-worker.ts'))]
    return { name: 'sandbox', args, env, doors: doorsOf('sandbox') }
  }
}

/** What a part listens on, and what it is told of that. */
function doors(name: string, settings: Settings, offset: number): Doors {
  const at = (port: number, host = '127.0.0.1') => `http://${host}:${port + offset}`
  if (name === 'sandbox')
    return { addresses: { sandbox: at(sandboxPort) }, readyUrl: at(sandboxPort), env: { SANDBOX_PORT: `${sandboxPort + offset}` } }
  const { watch = 0, grpc } = ports[name] ?? {}
  const env = {
    WATCH_PORT: `${watch + offset}`,
    ...(grpc && { GRPC_PORT: `${grpc + offset}` }),
    ...(name === 'gateway' && { GATEWAY_PORT: `${settings.GATEWAY_PORT + offset}` }),
    ...(name === 'storefront' && { PORT: `${settings.PORT + offset}` }),
  }
  const addresses = {
    ...(grpc && { [name === 'gateway' ? gatewayEvents : name]: at(grpc) }),
    ...(name === 'gateway' && { gateway: at(settings.GATEWAY_PORT) }),
    ...(name === 'storefront' && { storefront: at(settings.PORT, 'localhost') }),
  }
  return { env, addresses, readyUrl: `${at(watch)}/health/startup` }
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
