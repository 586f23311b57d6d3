import { Worker } from 'node:worker_threads'
import type { SandboxOptions } from './sandbox-provider.ts'

export interface SandboxThread {
  readonly url: string
  /** Tells where the shop listens, once that is known: `…/v1/webhooks/sandbox`. */
  hearAt(webhookUrl: string): void
  stop(): Promise<void>
}

/**
 * Starts the sandbox provider in a thread of its own, as `npm start` does. `entry` is where `sandbox-worker.ts`, or what it was built into,
 * lies. Rejects when the provider cannot start: its port or its ledger belongs to somebody else.
 */
export async function startSandboxThread(entry: URL, options: Omit<SandboxOptions, 'clock' | 'sync'>): Promise<SandboxThread> {
  const worker = threadOf(entry, options)
  const ended = new Promise<void>((exit) => worker.once('exit', () => exit()))
  const { url } = await new Promise<{ url: string }>((said, failed) => worker.once('message', said).once('error', failed))
  return {
    url,
    hearAt: (webhookUrl) => worker.postMessage({ webhookUrl }),
    async stop() {
      worker.postMessage({ stop: true })
      await ended
    },
  }
}

/** Sources need a loader, which a thread does not inherit; what they are bundled into needs none. */
function threadOf(entry: URL, workerData: object): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { workerData })
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  return new Worker(`import(${loader}).then(({ register }) => (register(), import(${JSON.stringify(entry.href)})))`, {
    eval: true,
    workerData,
  })
}
