import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { address, expectStatus, type Knock, type Reply, signIn } from '../shopper.ts'
import type { Act } from './kill-points.ts'

const password = 'a long enough secret of a customer'

/** Acts about frames that are lent, each by a customer of its own: one has one home trial at a time. */
export const aboutTrials: ReadonlySet<Act> = new Set<Act>(['lend', 'keep a frame', 'keep after lapse', 'call a trial off'])

/** What somebody asks of a home trial, again and again until it is answered, and where it is looked at afterwards. */
export interface TrialWish {
  readonly ask: (knock: Knock) => Promise<Reply>
  /** Known before for one that was begun already. */
  readonly trialId?: string
}

/**
 * Brings a home trial so far that it can be asked for: to `lend` a frame; `keep a frame` that is on its way, or after the bank let go of the deposit (`keep
 * after lapse`: `letGo`); `call a trial off` before it left.
 */
export async function trialWish(
  act: Act,
  knock: Knock,
  variant: { readonly id: string; readonly price: unknown },
  {
    key,
    signStaff,
    letGo,
  }: {
    readonly key: string
    readonly signStaff: (knock: Knock) => Promise<Record<string, string>>
    readonly letGo: (trialId: string) => Promise<void>
  },
): Promise<TrialWish> {
  const email = `ada+${randomUUID()}@example.com`
  expectStatus(await knock('POST', '/v1/auth/signup', { email, password, name: 'Ada' }), 201)
  const body = {
    ...{ variantIds: [variant.id], shipping: address, payment: { provider: 'sandbox', method: 'card', token: 'ok' } },
    ...{ expectedDeposit: variant.price, acceptTerms: true },
  }
  const begin = async (now: Knock, as: string) =>
    now('POST', '/v1/home-trials', body, { ...(await signIn(now, email, password)), 'idempotency-key': as })
  if (act === 'lend') return { ask: (now) => begin(now, key) }
  const { id: trialId } = expectStatus(await begin(knock, randomUUID()), 201)
  const path = `/v1/admin/home-trials/${trialId}`
  const staff = await signStaff(knock)
  if (act !== 'call a trial off') await handedOver(knock, staff, path)
  if (act === 'keep after lapse') await letGo(trialId as string)
  const [verb, sent] = act === 'call a trial off' ? ['cancel', {}] : ['return', { frames: [{ variantId: variant.id, outcome: 'kept' }] }]
  const ask = async (now: Knock) => now('POST', `${path}/${verb}`, sent, { ...(await signStaff(now)), 'idempotency-key': key })
  return { ask, trialId: trialId as string }
}

/** Its parcel was made, and is with the carrier. */
async function handedOver(knock: Knock, staff: Record<string, string>, path: string): Promise<void> {
  const { deliveries } = await trialWhen(knock, staff, path, ({ deliveries: made }) => made.length > 0)
  const scan = { scanId: randomUUID(), trackingNumber: deliveries[0].trackingNumber, state: 'handed-over', at: new Date().toISOString() }
  expectStatus(await knock('POST', '/v1/admin/deliveries/scans', scan, staff), 201)
  await trialWhen(knock, staff, path, ({ allowed }) => allowed.includes('return'))
}

/** Events travel: the trial is asked for until it is so far. */
async function trialWhen(knock: Knock, staff: Record<string, string>, path: string, isSo: (trial: Reply['body']) => boolean) {
  for (let again = 0; again < 150; again++) {
    const trial = expectStatus(await knock('GET', path, undefined, staff), 200)
    if (isSo(trial)) return trial
    await sleep(200)
  }
  throw new Error(`${path} does not go on`)
}

export interface SettledTrial {
  readonly charged: { readonly amountMinor: number }
  readonly taken: { readonly amountMinor: number }
  /** Its deposit is nobody's any more. */
  readonly isOver: boolean
}

/** A home trial that came to where it was asked to go; undefined when it does not in time. */
export async function trialSettled(
  knock: Knock,
  staff: Record<string, string>,
  act: Act,
  trialId: string,
  until: number,
): Promise<SettledTrial | undefined> {
  for (; performance.now() < until; await sleep(500)) {
    const { status, body } = await knock('GET', `/v1/admin/home-trials/${trialId}`, undefined, staff)
    if (status === 200 && hasCome(act, body.state)) return { charged: body.charged, taken: body.taken, isOver: act !== 'lend' }
  }
  return undefined
}

const hasCome = (act: Act, state: string): boolean => {
  if (act === 'lend') return ['preparing', 'sent', 'delivered'].includes(state)
  return state === (act === 'call a trial off' ? 'cancelled' : 'closed')
}
