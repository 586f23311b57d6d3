import type { ErrandPoint, ExchangePoint } from '../../services/orders/application/run-errands.ts'
import { type CheckoutPoint, type Step, steps } from '../../services/orders/domain/checkout.ts'
import type { InvoicePoint } from '../../services/orders/application/issue-invoices.ts'
import type { TrialPoint } from '../../services/orders/application/home-trial/run-trial.ts'
import type { Owed } from '../../services/orders/domain/home-trial.ts'
import type { SendMailPoint } from '../../services/notifications/application/send-mails.ts'
import type { PaymentFailpoint } from '../../services/payments/application/failpoints.ts'

/** Every place of the shop at which a process can be made to die. */
export type Point = CheckoutPoint | ErrandPoint | ExchangePoint | InvoicePoint | PaymentFailpoint | SendMailPoint | TrialPoint

/**
 * What somebody does to bring the shop to a point: `buy` a frame; buy with a card that is `declined`; buy while the bank lets go of the money
 * before it is taken (`lapse`); `cancel` a paid order, one whose money is only set aside (`cancel early`), or one that a gift card paid in part
 * (`cancel on credit`); `refund` a part; wait until it is `shipped`; buy with a card whose bank does not answer (`silent`); `take out` one of two pieces; `swap` one for another colour; pay the difference of one that costs more, so that it is swapped (`pay more`); let what was sent back be checked (`send back`); split the
 * parcel and hand one of both over (`send part`); agree to give another piece for the one that is sent back (`exchange`), find nothing wrong with that
 * one (`let go`), or refuse it after all (`call off`); ask for the `invoice`; withdraw from a gift card (`withdraw card`).
 * Of glasses: order them, to be looked at by an optician (`buy glasses`); have one verify them whose money the bank let go of (`verify glasses`). Of frames that are
 * lent: see kill-trials.ts.
 */
export type Act =
  | 'buy'
  | 'declined'
  | 'lapse'
  | 'cancel'
  | 'cancel early'
  | 'cancel on credit'
  | 'refund'
  | 'shipped'
  | 'silent'
  | 'take out'
  | 'swap'
  | 'pay more'
  | 'send back'
  | 'send part'
  | 'exchange'
  | 'let go'
  | 'call off'
  | 'invoice'
  | 'withdraw card'
  | 'buy glasses'
  | 'verify glasses'
  | 'lend'
  | 'keep a frame'
  | 'keep after lapse'
  | 'call a trial off'

const sides = ['before', 'after'] as const
const around = <Name extends string, Moment extends string>(name: Name, moments: readonly Moment[]) =>
  moments.flatMap((moment) => sides.map((side) => `${name}.${side}-${moment}` as const))

const checkout = (Object.keys(steps) as Step[]).flatMap((step) => around(`orders.checkout.${step}`, steps[step]) as CheckoutPoint[])
const errands = (
  [
    'give-back',
    'release',
    'fulfil',
    'refund',
    'release-part',
    'settle',
    'restock',
    'refund-credit',
    'fulfil-part',
    'void-cards',
    'renew',
    'swap',
    'document',
  ] as const
).flatMap((kind) => around(`orders.errand.${kind}`, ['call', 'commit']))
const exchanges = (['replace', 'agree', 'pass', 'call-off'] as const).flatMap((kind) => around(`orders.errand.${kind}`, ['call', 'commit']))
const invoices = ['orders.invoice.before-commit', 'orders.invoice.after-commit'] as const
const owed = [
  'reserve',
  'authorise',
  'keep',
  'stop',
  'drop',
  'renew',
  'take',
  'invoice',
  'give-back',
  'release',
  'put-back',
  'forget-method',
] as const
true satisfies [Exclude<Owed, (typeof owed)[number]>] extends [never] ? true : false
const trials = owed.flatMap((each) => around(`orders.trial.${each}`, ['call', 'commit']))
const payments = (['authorise', 'capture', 'void', 'refund', 'read'] as const).flatMap((step) =>
  around(`payments.${step}`, ['provider-call', 'commit']),
)
const mails = ['notifications.send.before-call', 'notifications.send.after-call', 'notifications.send.after-commit'] as const

/** The types beside the steps say which there are; one that is not listed here does not compile. */
export const points: readonly Point[] = [...checkout, ...errands, ...exchanges, ...invoices, ...trials, ...payments, ...mails]
type Listed =
  | CheckoutPoint
  | (typeof errands)[number]
  | (typeof exchanges)[number]
  | (typeof invoices)[number]
  | (typeof trials)[number]
  | (typeof payments)[number]
  | (typeof mails)[number]
true satisfies [Exclude<Point, Listed>] extends [never] ? true : false

const acts: readonly [prefix: string, act: Act][] = [
  ['orders.checkout.await', 'buy glasses'],
  ['orders.checkout.undo-place', 'lapse'],
  ['orders.checkout.undo-authorise', 'lapse'],
  ['orders.checkout.undo-', 'declined'],
  ['orders.errand.give-back', 'cancel'],
  ['orders.errand.refund-credit', 'cancel on credit'],
  ['orders.errand.release-part', 'take out'],
  ['orders.errand.settle', 'take out'],
  ['orders.errand.restock', 'send back'],
  ['orders.errand.void-cards', 'withdraw card'],
  ['orders.errand.renew', 'verify glasses'],
  ['orders.errand.swap', 'swap'],
  ['orders.errand.replace', 'exchange'],
  ['orders.errand.agree', 'exchange'],
  ['orders.errand.pass', 'let go'],
  ['orders.errand.call-off', 'call off'],
  ['orders.errand.release', 'cancel'],
  ['orders.errand.refund', 'refund'],
  ['orders.errand.fulfil-part', 'send part'],
  ['orders.errand.fulfil', 'shipped'],
  ['orders.invoice', 'invoice'],
  ['orders.trial.drop', 'keep after lapse'],
  ['orders.trial.renew', 'keep after lapse'],
  ['orders.trial.give-back', 'call a trial off'],
  ['orders.trial.release', 'call a trial off'],
  ['orders.trial.stop', 'call a trial off'],
  ['orders.trial.take', 'keep a frame'],
  ['orders.trial.invoice', 'keep a frame'],
  ['orders.trial.put-back', 'keep a frame'],
  ['orders.trial.forget-method', 'keep a frame'],
  ['orders.trial', 'lend'],
  ['payments.void', 'cancel early'],
  ['payments.refund', 'refund'],
  ['payments.read', 'silent'],
  ['', 'buy'],
]
/** A swap for something dearer goes the way of exchanges, and is brought to their points too. */
const also: readonly [prefix: string, act: Act][] = [
  ['orders.errand.agree', 'pay more'],
  ['orders.errand.pass', 'pay more'],
]
export const actsFor = (point: Point): readonly Act[] => [
  actFor(point),
  ...also.filter(([prefix]) => point.startsWith(prefix)).map(([, act]) => act),
]
export const actFor = (point: Point): Act => acts.find(([prefix]) => point.startsWith(prefix))![1] // the last one takes all
