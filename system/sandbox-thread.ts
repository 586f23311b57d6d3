import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { asset } from './asset.ts'

export interface SandboxThread {
  /** Where the shop reaches it, over signed HTTP like any provider. */
  readonly url: string
  /** Tells it where the shop hears webhooks, once that is known. */
  hearAt(webhookUrl: string): void
  stop(): Promise<void>
}

/**
 * The provider of a demo shop: a thread of its own with books of its own below `data`, which outlive the shop's database (`settled.md` 29).
 * Undefined in an installation without it.
 */
export async function startSandboxThread(data: string, secret: string): Promise<SandboxThread | undefined> {
  const entry = asset('services/payments/sandbox/sandbox-worker.ts')
  if (!existsSync(entry)) return undefined
  const folder = join(data, 'sandbox-provider')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Sources need a loader that bundles do not.
  const execArgv = fileURLToPath(entry).endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : []
  const worker = new Worker(entry, { workerData: { ledgerFile: join(folder, 'ledger.ndjson'), secret }, execArgv })
  const [{ url }] = (await once(worker, 'message')) as [{ url: string }]
  return {
    url,
    hearAt: (webhookUrl) => worker.postMessage({ webhookUrl }),
    async stop() {
      const ended = once(worker, 'exit')
      worker.postMessage({ stop: true })
      await ended
    },
  }
}
