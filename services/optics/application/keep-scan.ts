import { Fault } from '@vitrine/platform/rpc/fault'
import { type Configuration, type ConfigurationState, guestOf, type Pictured, stepped } from '../domain/configuration.ts'
import { maxScanBytes, type ScanType, scanTypeOf } from '../domain/scan.ts'
import { type DecideNeeds, opened } from './decide.ts'

export interface ScanStore {
  /**
   * Seals and keeps it, in the place of one that was there, and makes its glasses another version. Answers which, or `later` where one that began later
   * was faster. False when they are decided or gone: then nothing is kept.
   */
  put(configuration: Configuration, bytes: Uint8Array, type: ScanType): Promise<number | 'later' | false>
  get(configurationId: string): Promise<{ readonly bytes: Uint8Array; readonly type: ScanType } | undefined>
  /** The files alone. Nothing when none is there. */
  remove(glasses: Pictured): Promise<void>
  /** The glasses of a person, of which any may have one. */
  of(personId: string): Promise<readonly Pictured[]>
  /** That of glasses nobody ordered; the glasses stay. */
  dropOf(configurationId: string): Promise<void>
  /** Those of older glasses that nobody ordered. Answers how many. */
  dropOfDrafts(createdBefore: Date): Promise<number>
}

export interface ScanNeeds extends DecideNeeds {
  readonly scans: ScanStore
}

export type ScanKept =
  /** `isLast`: nothing became of the glasses since the picture was shown. */
  | { readonly outcome: 'kept'; readonly configuration: Configuration; readonly isLast: boolean }
  | { readonly outcome: 'refused'; readonly code: 'too-large' | 'unknown-media-type' }
  | { readonly outcome: 'not-asked'; readonly state: ConfigurationState }

export interface ScanSent {
  readonly configurationId: string
  /** Empty: they are in a cart. */
  readonly orderId: string
  /** Whose cart that is; empty: a guest's. */
  readonly accountId: string
  readonly bytes: Uint8Array
}

/**
 * Keeps a picture of the sheet of glasses, sealed for their person: from when they are configured, and while an optician may still look at it. Another
 * one takes its place, of two at once the one that began later. It is shown once it is written, and only while nothing is decided: the picture that an optician
 * decided by stays.
 *
 * Refusals: `too-large` above 10 MB; `unknown-media-type` for what is neither a PDF nor a photo, by its bytes; `not-asked` once it was decided, and of
 * lenses without power. Fault: `not-found`, also for the glasses of another order, or of another account before there is one; a guest's are of whoever
 * knows their id.
 */
export async function putScan(needs: Pick<ScanNeeds, 'configurations' | 'scans'>, { bytes, ...sent }: ScanSent): Promise<ScanKept> {
  const { configuration } = await opened(needs, sent.configurationId)
  if (!isTheirs(configuration, sent)) throw new Fault('not-found', 'no such glasses')
  const { state, toPrescription } = configuration
  const isLookedAt = state === 'drafted' || state === 'submitted' || state === 'asked'
  if (!isLookedAt || !toPrescription) return { outcome: 'not-asked', state }
  if (bytes.byteLength > maxScanBytes) return { outcome: 'refused', code: 'too-large' }
  const type = scanTypeOf(bytes)
  if (!type) return { outcome: 'refused', code: 'unknown-media-type' }
  const version = await needs.scans.put(configuration, bytes, type)
  const now = await needs.configurations.find(configuration.id)
  if (!now) throw new Fault('not-found', 'no such glasses')
  return version === false
    ? { outcome: 'not-asked', state: now.state }
    : { outcome: 'kept', configuration: now, isLast: now.version === version }
}

function isTheirs({ id, personId, orderId }: Configuration, sent: Omit<ScanSent, 'bytes'>): boolean {
  if (orderId !== sent.orderId) return false
  return orderId !== '' || personId === guestOf(id) || personId === sent.accountId
}

/**
 * Another picture of glasses whose sheet nobody typed is the other sheet that was asked for: they wait for an optician again. Who was faster, by a decision or by
 * another picture, stays: what is asked of the picture itself is not answered by it. Sent again after a crash it is told then.
 */
export async function waitAnew(
  needs: DecideNeeds,
  { configuration: kept, isLast }: Extract<ScanKept, { outcome: 'kept' }>,
): Promise<Configuration> {
  if (!isLast || kept.state !== 'asked' || !kept.isToRead) return kept
  const at = needs.clock()
  const next = stepped(kept, { state: 'submitted' }, { what: 'corrected', at })
  if (!(await needs.configurations.change(next, [needs.tellings.corrected(next, at)]))) return kept
  needs.published()
  return { ...next, version: next.version + 1 }
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

/** All that is kept of a person goes: the files, then the key, without which all the rest is noise, and a file that came between. */
export async function forgetPerson(
  { configurations, scans }: Pick<ScanNeeds, 'configurations' | 'scans'>,
  personId: string,
): Promise<void> {
  for (const glasses of await scans.of(personId)) await scans.remove(glasses)
  for (const glasses of await configurations.forget(personId)) await scans.remove(glasses)
}

/** One that was never ordered goes at once, with its pictures: its person wants it no more, or its cart did not take it. */
export async function dropDraft(
  { configurations, scans }: Pick<ScanNeeds, 'configurations' | 'scans'>,
  configurationId: string,
  accountId: string,
): Promise<void> {
  const found = await configurations.find(configurationId)
  if (!found || !isTheirs(found, { configurationId, orderId: '', accountId })) return
  await scans.dropOf(configurationId)
  for (const glasses of await configurations.dropDraft(configurationId, accountId)) await scans.remove(glasses) // one that came between
}

/**
 * Glasses nobody ordered go, and their pictures before them: a file whose row is gone would be found by nobody. Those that are ordered meanwhile keep
 * theirs. Answers how many.
 */
export async function dropDrafts(
  { configurations, scans }: Pick<ScanNeeds, 'configurations' | 'scans'>,
  createdBefore: Date,
): Promise<number> {
  for (const { id } of await configurations.drafts(createdBefore)) await scans.dropOf(id)
  const dropped = await configurations.dropDrafts(createdBefore)
  for (const glasses of dropped) await scans.remove(glasses) // one that came between
  return dropped.length
}
