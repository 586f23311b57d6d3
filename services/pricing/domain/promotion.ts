import { isTitle, type Title } from './title.ts'

interface Rules {
  readonly id: string
  /** Upper case; empty for a promotion that applies by itself. */
  readonly code: string
  readonly title: Title
  readonly conditions: Conditions
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  /** 0 is without limit. */
  readonly limitTotal: number
  /** 0 is without limit. A person counts by account and by a digest of the address, whichever used it more. */
  readonly limitPerCustomer: number
  /** `alone`: with no other promotion; the shopper gets whichever way saves most. */
  readonly stacking: 'with-others' | 'alone'
  /** Lower comes first. */
  readonly priority: number
  /** Opened by one of its made codes alone. `code` is then the one that was entered, or empty. */
  readonly needsCode: boolean
}

export interface Amount {
  readonly amountMinor: number
  readonly currency: string
}

/** Which goods are meant: those named in any of the lists, all of them when every list is empty. */
export interface Scope {
  readonly variantIds: readonly string[]
  readonly productIds: readonly string[]
  /** A category means what stands in it and in those below it. */
  readonly categoryIds: readonly string[]
}

/** Who may use a promotion and on what. An empty list, null and 0 ask nothing. Minimums are of the goods in scope at their full price. */
export interface Conditions {
  readonly scope: Scope
  /** Goods that are reduced already do not count. */
  readonly excludesReduced: boolean
  readonly minimum: Amount | null
  readonly minimumPieces: number
  readonly customerIds: readonly string[]
  /** A shopper of any of these groups. */
  readonly groups: readonly string[]
  /** Where the basket goes. */
  readonly countries: readonly string[]
}

export interface Tier {
  /** An amount in minor units or a number of pieces, as `by` says. */
  readonly from: number
  readonly percentagePpm: number
}

export interface BundlePart {
  readonly scope: Scope
  readonly quantity: number
}

/**
 * What a promotion gives.
 *
 * `buy-x-get-y`: of each `buy + get` pieces in scope the cheapest `get` are reduced; with `gets`, each `buy` pieces in scope reduce `get`
 * pieces of those goods. `tiers`: the highest tier reached. `bundle`: each whole set of parts costs `price`; a line serves the first part
 * that it fits.
 */
export type Effect =
  | { readonly kind: 'percentage'; readonly percentagePpm: number }
  | { readonly kind: 'amount'; readonly amount: Amount }
  | { readonly kind: 'free-delivery' }
  | {
      readonly kind: 'buy-x-get-y'
      readonly buy: number
      readonly get: number
      readonly percentagePpm: number
      readonly gets: Scope | null
    }
  | { readonly kind: 'tiers'; readonly by: 'pieces' | 'amount'; readonly currency: string; readonly tiers: readonly Tier[] }
  | { readonly kind: 'bundle'; readonly parts: readonly BundlePart[]; readonly price: Amount }

export type Promotion = Rules & Effect

/** Uses so far: in all, and by the shopper who asks. Counted only where there is a limit. */
export interface Uses {
  readonly used: number
  readonly usedByCustomer: number
  /** Of the made code that was entered: its limit, and its uses. Null where it is the promotion's own code, or none. */
  readonly madeCode: { readonly limit: number; readonly used: number } | null
}

/** Why a promotion that is closed opens nothing: told to staff; to a shopper they are all the same. */
export type WhyClosed = 'not-begun' | 'ended' | 'used-up' | 'used-up-by-customer'

export const everything: Scope = { variantIds: [], productIds: [], categoryIds: [] }

export const unconditional: Conditions = {
  ...{ scope: everything, excludesReduced: false, minimum: null, minimumPieces: 0 },
  ...{ customerIds: [], groups: [], countries: [] },
}

/** One spelling of a code, however it was typed. */
export const codeOf = (typed: string): string => typed.trim().toUpperCase()

/** Why a promotion opens nothing now; empty when it is open. */
export function whyClosed(promotion: Promotion, { used, usedByCustomer, madeCode }: Uses, now: Date): WhyClosed | '' {
  if (promotion.startsAt && now < promotion.startsAt) return 'not-begun'
  if (promotion.endsAt && promotion.endsAt <= now) return 'ended'
  if (promotion.limitTotal > 0 && used >= promotion.limitTotal) return 'used-up'
  if (madeCode && madeCode.used >= madeCode.limit) return 'used-up'
  return promotion.limitPerCustomer > 0 && usedByCustomer >= promotion.limitPerCustomer ? 'used-up-by-customer' : ''
}

/** Throws RangeError unless the promotion can ever apply. */
export function checkPromotion(promotion: Promotion): Promotion {
  const { id, code, title, startsAt, endsAt, limitTotal, limitPerCustomer, priority } = promotion
  if (id === '') throw new RangeError('a promotion needs an id')
  if (code !== '' && !/^[A-Z0-9][A-Z0-9_-]{0,39}$/.test(code)) throw new RangeError(`${code} is no code`)
  if (code !== '' && promotion.needsCode) throw new RangeError('a promotion has a code of its own, or codes that are made for it')
  if (code === '' && !isTitle(title)) throw new RangeError('a promotion without a code needs a title in both languages')
  if (startsAt && endsAt && endsAt <= startsAt) throw new RangeError('a promotion cannot end before it starts')
  for (const limit of [limitTotal, limitPerCustomer]) if (!isCount(limit)) throw new RangeError(`${limit} is no limit`)
  if (!Number.isSafeInteger(priority) || Math.abs(priority) > 1_000) throw new RangeError(`${priority} is no priority`)
  checkConditions(promotion.conditions)
  checkEffect(promotion)
  return promotion
}

function checkConditions({ scope, minimum, minimumPieces, customerIds, groups, countries }: Conditions) {
  checkScope(scope)
  if (minimum && !isAmount(minimum)) throw new RangeError('the minimum is no amount')
  if (!isCount(minimumPieces)) throw new RangeError(`${minimumPieces} is no number of pieces`)
  for (const list of [customerIds, groups, countries]) {
    if (list.length > mostNames || list.includes('')) throw new RangeError(`a condition names 1 to ${mostNames}, none of them empty`)
  }
  for (const country of countries) if (!/^[A-Z]{2}$/.test(country)) throw new RangeError(`${country} is no country`)
}

function checkEffect(effect: Effect) {
  switch (effect.kind) {
    case 'percentage':
      return checkPercentage(effect.percentagePpm)
    case 'amount':
      if (!isAmount(effect.amount) || effect.amount.amountMinor === 0) throw new RangeError('the reduction is no amount')
      return
    case 'free-delivery':
      return
    case 'buy-x-get-y':
      for (const pieces of [effect.buy, effect.get])
        if (!isCount(pieces) || pieces < 1) throw new RangeError(`${pieces} is no number of pieces`)
      if (effect.gets) checkScope(effect.gets)
      return checkPercentage(effect.percentagePpm)
    case 'tiers':
      if (effect.by === 'amount' && !/^[A-Z]{3}$/.test(effect.currency)) throw new RangeError('tiers of an amount need a currency')
      if (effect.tiers.length === 0 || effect.tiers.length > 20) throw new RangeError('a promotion has 1 to 20 tiers')
      for (const [n, { from, percentagePpm }] of effect.tiers.entries()) {
        if (!isCount(from) || from <= (effect.tiers[n - 1]?.from ?? 0)) throw new RangeError('each tier begins above the one before')
        checkPercentage(percentagePpm)
      }
      return
    case 'bundle':
      if (!isAmount(effect.price)) throw new RangeError('the price of the bundle is no amount')
      if (effect.parts.length === 0 || effect.parts.length > 20) throw new RangeError('a bundle has 1 to 20 parts')
      for (const { scope, quantity } of effect.parts) {
        if (!isCount(quantity) || quantity < 1) throw new RangeError(`${quantity} is no number of pieces`)
        if (isEverything(scope)) throw new RangeError('a part of a bundle names what it is')
        checkScope(scope)
      }
      return
  }
}

function checkPercentage(ppm: number) {
  if (!Number.isSafeInteger(ppm) || ppm < 1 || ppm > 1_000_000) throw new RangeError(`${ppm} parts per million is no percentage`)
}

const mostNames = 200

function checkScope({ variantIds, productIds, categoryIds }: Scope) {
  const names = [...variantIds, ...productIds, ...categoryIds]
  if (names.length > mostNames || names.includes('')) throw new RangeError(`a scope names at most ${mostNames}, none of them empty`)
}

export const isEverything = ({ variantIds, productIds, categoryIds }: Scope): boolean =>
  variantIds.length + productIds.length + categoryIds.length === 0

const isCount = (count: number) => Number.isSafeInteger(count) && count >= 0 && count <= 2_147_483_647

export const isAmount = ({ amountMinor, currency }: Amount): boolean =>
  amountMinor >= 0 && Number.isSafeInteger(amountMinor) && /^[A-Z]{3}$/.test(currency)
