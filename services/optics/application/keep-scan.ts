import { Fault } from '@vitrine/platform/rpc/fault'
import type { Configuration, ConfigurationState } from '../domain/configuration.ts'
import { maxScanBytes, type ScanType, scanTypeOf } from '../domain/scan.ts'
import { type DecideNeeds, opened } from './decide.ts'

export interface ScanStore {
  /** Seals and keeps it, in the place of one that was there. */
  put(configuration: Configuration, bytes: Uint8Array, type: ScanType): Promise<void>
  get(configurationId: string): Promise<{ readonly bytes: Uint8Array; readonly type: ScanType } | undefined>
  /** All of a person. */
  forget(personId: string): Promise<void>
}

export interface ScanNeeds extends DecideNeeds {
  readonly scans: ScanStore
}

export type ScanKept =
  | { readonly outcome: 'kept'; readonly configuration: Configuration }
  | { readonly outcome: 'refused'; readonly code: 'too-large' | 'unknown-media-type' }
  | { readonly outcome: 'not-asked'; readonly state: ConfigurationState }

/**
 * Keeps a picture of the sheet of ordered glasses, sealed for its person, while an optician may still look at it; another one takes its place.
 *
 * Refusals: `too-large` above 10 MB; `unknown-media-type` for what is neither a PDF nor a photo, by its bytes; `not-asked` once it was decided. Fault:
 * `not-found`, also for the glasses of another order.
 */
export async function putScan(
  needs: ScanNeeds,
  { configurationId, orderId, bytes }: { readonly configurationId: string; readonly orderId: string; readonly bytes: Uint8Array },
): Promise<ScanKept> {
  const { configuration } = await opened(needs, configurationId)
  if (orderId === '' || configuration.orderId !== orderId) throw new Fault('not-found', 'no such glasses')
  const { state } = configuration
  if (state !== 'submitted' && state !== 'asked') return { outcome: 'not-asked', state }
  if (bytes.byteLength > maxScanBytes) return { outcome: 'refused', code: 'too-large' }
  const type = scanTypeOf(bytes)
  if (!type) return { outcome: 'refused', code: 'unknown-media-type' }
  await needs.scans.put(configuration, bytes, type)
  return { outcome: 'kept', configuration }
}

/** For an optician. Fault: `not-found`. */
export async function getScan(
  { scans }: ScanNeeds,
  configurationId: string,
): Promise<{ readonly bytes: Uint8Array; readonly type: ScanType }> {
  const scan = await scans.get(configurationId)
  if (!scan) throw new Fault('not-found', 'no picture of the sheet')
  return scan
}

/** All that is kept of a person goes: the files, then the key, without which all the rest is noise. */
export async function forgetPerson(
  { configurations, scans }: Pick<ScanNeeds, 'configurations' | 'scans'>,
  personId: string,
): Promise<void> {
  await scans.forget(personId)
  await configurations.forget(personId)
}
