import { Fault } from '@vitrine/platform/rpc/fault'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Log } from '@vitrine/platform/watch/log'
import type { SavedMethod } from '../domain/saved-method.ts'
import { type Providers, ProviderSilent } from './provider.ts'

/** What keeping methods needs of storage. */
export interface SavedMethodStore {
  /** Those of a customer that were not removed, newest first. */
  savedOf(customerId: string): Promise<readonly SavedMethod[]>
  /** From now on nobody pays with it. Undefined when this customer keeps none of this id; removed before is removed. */
  removeSaved(customerId: string, id: string, at: Date): Promise<SavedMethod | undefined>
  /** Those that were removed and the provider may still keep, at most 20. */
  toDrop(): Promise<readonly SavedMethod[]>
  markDropped(id: string, at: Date): Promise<void>
}

interface Needs {
  readonly store: SavedMethodStore
  readonly providers: Providers
  readonly clock: Clock
  readonly log: Log
}

/** Removes a kept method, here at once and at the provider as soon as it answers. Twice is once. Fault: `not-found`, also for somebody else's. */
export async function removeSavedMethod(needs: Needs, customerId: string, id: string): Promise<void> {
  const method = await needs.store.removeSaved(customerId, id, needs.clock())
  if (!method) throw new Fault('not-found', `no kept method ${id}`)
  await dropping(needs, method)
}

/** Has providers drop what was removed while they were silent; answers how many did. */
export async function dropSavedMethods(needs: Needs): Promise<number> {
  let dropped = 0
  for (const method of await needs.store.toDrop()) if (await dropping(needs, method)) dropped++
  return dropped
}

async function dropping({ store, providers, clock, log }: Needs, { id, provider, reference }: SavedMethod): Promise<boolean> {
  try {
    await providers.get(provider)?.forget(reference)
  } catch (error) {
    if (!(error instanceof ProviderSilent)) throw error
    log.warn({ provider, method: id }, 'the payment provider did not drop a kept method')
    return false
  }
  if (!providers.has(provider)) return false // its key was taken away: it waits until it is back
  await store.markDropped(id, clock())
  return true
}
