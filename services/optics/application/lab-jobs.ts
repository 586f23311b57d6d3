import { Fault } from '@vitrine/platform/rpc/fault'
import { type Configuration, stepped } from '../domain/configuration.ts'
import type { Fit } from '../domain/fit.ts'
import { type LabMove, type LabState, movesOf } from '../domain/lab.ts'
import type { Prescription } from '../domain/prescription.ts'
import { jobOf, remade, type RemakePayer, type RemakeReason } from '../domain/remake.ts'
import { type DecideNeeds, opened } from './decide.ts'
import { judgeSold } from './judge-sold.ts'

/** What a lab needs to make a pair, and nothing of who it is for. */
export interface LabJob {
  readonly configuration: Configuration
  readonly prescription?: Prescription
  readonly fit?: Fit
}

/** A job for the lab. Fault: `not-found`, also while it was not verified and paid (OPT-10, MS-6). */
export async function getLabJob(needs: DecideNeeds, configurationId: string): Promise<LabJob> {
  const { configuration, wish } = await opened(needs, configurationId)
  if (configuration.labState === '') throw new Fault('not-found', `the glasses are ${configuration.state}: there is nothing to make`)
  const { fit } = judgeSold(configuration, wish, await needs.rules.read(), needs.clock()).lens
  return { configuration, ...(wish.prescription && { prescription: wish.prescription }), ...(fit && { fit }) }
}

export type LabMoved =
  | { readonly outcome: 'moved'; readonly configuration: Configuration }
  | { readonly outcome: 'wrong-move'; readonly labState: LabState }

/** Its order hears of these: that it left, and that it may leave the shop. */
const isTold = (to: LabMove): boolean => to === 'sent' || to === 'received'

/** Says where a job is. Twice is once. Refusal: `wrong-move`, by the one table. Fault: as `getLabJob`. */
export async function moveLabJob(needs: DecideNeeds, configurationId: string, to: LabMove, actorId: string): Promise<LabMoved> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { configuration } = await opened(needs, configurationId)
    const { labState } = configuration
    if (labState === '') throw new Fault('not-found', `the glasses are ${configuration.state}: there is nothing to make`)
    if (labState === to) return { outcome: 'moved', configuration }
    if (!movesOf(labState).includes(to)) return { outcome: 'wrong-move', labState }
    const at = needs.clock()
    const next = stepped(configuration, { labState: to }, { what: `lab-${to}`, at, actor: actorId })
    if (await needs.configurations.change(next, isTold(to) ? [needs.tellings.labMoved(next, at)] : [])) {
      needs.published()
      return { outcome: 'moved', configuration: { ...next, version: next.version + 1 } }
    }
  }
  throw new Fault('unavailable', `configuration ${configurationId} changes too fast`)
}

export type Remade =
  | { readonly outcome: 'remade'; readonly configuration: Configuration }
  | { readonly outcome: 'not-made' | 'too-often'; readonly labState: LabState }

/**
 * Has a pair made again (OPT-10): a second job, linked to the first, waits for the lab, and orders hears of it. Asking twice with one id is once.
 * Refusals: no lab has had it yet; it was made again too often. Fault: as `getLabJob`.
 */
export async function remakeLabJob(
  needs: DecideNeeds,
  configurationId: string,
  wish: { readonly id: string; readonly reason: RemakeReason; readonly paidBy: RemakePayer; readonly actor: string },
): Promise<Remade> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { configuration } = await opened(needs, configurationId)
    if (configuration.labState === '') throw new Fault('not-found', `the glasses are ${configuration.state}: there is nothing to make`)
    const at = needs.clock()
    const next = remade(configuration, wish, at)
    if (next === undefined) return { outcome: 'remade', configuration }
    if (typeof next === 'string') return { outcome: next, labState: configuration.labState }
    if (await needs.configurations.change(next, [needs.tellings.labMoved(next, at, 'remade')])) {
      needs.published()
      return { outcome: 'remade', configuration: { ...next, version: next.version + 1 } }
    }
  }
  throw new Fault('unavailable', `configuration ${configurationId} changes too fast`)
}

/** Under which number the lab knows a job: the first by the pair, the others with theirs behind it. */
export const jobIdOf = (configuration: Configuration): string =>
  jobOf(configuration) === 1 ? configuration.id : `${configuration.id}-${jobOf(configuration)}`
