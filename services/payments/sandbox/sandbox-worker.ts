import { writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { type SandboxOptions, startSandboxProvider } from './sandbox-provider.ts'

/*
 * The sandbox provider on its own: as a worker thread (`workerData` is its options; it posts `{ url }` when it listens) or as a process
 * (options by environment; it writes its address to standard output). It ends by `{ stop: true }`, or by SIGTERM.
 */
const given = workerData as Omit<SandboxOptions, 'clock' | 'sync'> | null
const provider = await startSandboxProvider(given ?? fromEnvironment())

nameThread()
if (parentPort) {
  const { postMessage } = parentPort
  parentPort.on('message', (message: { stop?: true; webhookUrl?: string }) => {
    if (message.webhookUrl) provider.hearAt(message.webhookUrl)
    if (message.stop) void provider.stop().then(() => parentPort?.close())
  })
  postMessage.call(parentPort, { url: provider.url })
} else {
  process.stdout.write(`${provider.url}\n`)
  process.once('SIGTERM', () => void provider.stop())
}

/** As `top -H` and the bench show it: what the bank costs is not the shop's. Linux alone can. */
function nameThread() {
  try {
    writeFileSync('/proc/thread-self/comm', 'sandbox bank')
  } catch {
    // another system, or not allowed
  }
}

function fromEnvironment(): SandboxOptions {
  const { SANDBOX_LEDGER, SANDBOX_PROVIDER_SECRET, SANDBOX_PORT, SANDBOX_WEBHOOK_URL, SANDBOX_PUBLIC_URL, SANDBOX_HOST } = process.env
  if (!SANDBOX_LEDGER || !SANDBOX_PROVIDER_SECRET) throw new Error('SANDBOX_LEDGER and SANDBOX_PROVIDER_SECRET must be set')
  return {
    ledgerFile: SANDBOX_LEDGER,
    secret: SANDBOX_PROVIDER_SECRET,
    ...(SANDBOX_PORT ? { port: Number(SANDBOX_PORT) } : {}),
    ...(SANDBOX_HOST ? { host: SANDBOX_HOST } : {}),
    ...(SANDBOX_WEBHOOK_URL ? { webhookUrl: SANDBOX_WEBHOOK_URL } : {}),
    ...(SANDBOX_PUBLIC_URL ? { publicUrl: SANDBOX_PUBLIC_URL } : {}),
  }
}
