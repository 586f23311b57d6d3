import { type Configuration, stepped } from './configuration.ts'
import { wasAtLab } from './lab.ts'

/** Why a pair is made again. */
export const remakeReasons = ['wrong-power', 'does-not-fit', 'scratched', 'broken', 'lost', 'other'] as const
export type RemakeReason = (typeof remakeReasons)[number]

/** Who pays for it: the lab whose mistake it was, the shop, or the customer, whom nothing here charges. */
export const remakePayers = ['lab', 'shop', 'customer'] as const
export type RemakePayer = (typeof remakePayers)[number]

/** A further job for the lab. */
export interface Remake {
  /** Drawn by the caller: said twice it is one. */
  readonly id: string
  /** Of this job; the first is 1. */
  readonly number: number
  /** The job it replaces. */
  readonly of: number
  readonly reason: RemakeReason
  readonly paidBy: RemakePayer
  readonly actor: string
  /** RFC 3339. */
  readonly at: string
}

/** Nobody makes one pair ten times: then something else is wrong [our choice]. */
export const maxRemakes = 9

/** Which job of a pair the lab has, or had last. */
export const jobOf = ({ remakes = [] }: Pick<Configuration, 'remakes'>): number => remakes.length + 1

/**
 * The pair with a second job, linked to the one it replaces, in the queue again. Undefined when it was made again under this id before. Refusals: nothing
 * was sent to a lab yet, so that job is still to be made; or it was made again too often.
 */
export function remade(
  configuration: Configuration,
  wish: Pick<Remake, 'id' | 'reason' | 'paidBy' | 'actor'>,
  at: Date,
): Configuration | 'not-made' | 'too-often' | undefined {
  const { remakes = [], labState } = configuration
  if (remakes.some(({ id }) => id === wish.id)) return undefined
  if (!wasAtLab(labState)) return 'not-made'
  if (remakes.length >= maxRemakes) return 'too-often'
  const of = jobOf(configuration)
  const next = stepped(configuration, { labState: 'queued' }, { what: 'lab-remade', at, actor: wish.actor, reason: wish.reason })
  return { ...next, remakes: [...remakes, { ...wish, number: of + 1, of, at: at.toISOString() }] }
}
