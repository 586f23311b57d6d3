import type { Clock } from '@vitrine/platform/clock/clock'

export interface Activity {
  readonly id: string
  /** view, try-on, cart. */
  readonly kind: string
  readonly productId: string
}

export interface ActivityStore {
  /** All that is kept of a visitor, newest first. */
  of(visitorId: string): Promise<readonly { readonly productId: string; readonly kind: string; readonly at: Date }[]>
  /** Keeps each activity once, by its id, and the last 50 products of a visitor. */
  record(visitorId: string, activities: readonly (Activity & { readonly weight: number })[], at: Date): Promise<void>
  /** Answers how many were forgotten. */
  forget(before: Date): Promise<number>
}

/** How much each says. Source: recommendations.md 2, to be tuned on a shop's own data. */
const weights: Readonly<Record<string, number>> = { view: 1, 'try-on': 3, cart: 4 }
const mostAtOnce = 100
const ninetyDays = 90 * 24 * 60 * 60 * 1_000

/**
 * Remembers what a visitor who agreed to it looked at; the next recommendation counts it. The same activity twice counts once.
 * Throws RangeError without a visitor or an id, for an unknown kind, for more than 100 at once.
 */
export async function recordActivity(
  { store, clock }: { store: ActivityStore; clock: Clock },
  visitorId: string,
  activities: readonly Activity[],
): Promise<void> {
  if (!visitorId || visitorId.length > 128) throw new RangeError('visitor_id: 1 to 128 characters')
  if (activities.length > mostAtOnce) throw new RangeError(`activities: at most ${mostAtOnce}, not ${activities.length}`)
  const weighted = activities.map((activity) => {
    const weight = weights[activity.kind]
    if (weight === undefined) throw new RangeError(`activities.kind: one of ${Object.keys(weights).join(', ')}, not '${activity.kind}'`)
    if (!activity.id || !activity.productId) throw new RangeError('activities: id and product_id are required')
    return { ...activity, weight }
  })
  if (weighted.length > 0) await store.record(visitorId, weighted, clock())
}

/** Forgets what was looked at 90 days ago. */
export const forgetActivity = ({ store, clock }: { store: ActivityStore; clock: Clock }): Promise<number> =>
  store.forget(new Date(clock().getTime() - ninetyDays))
