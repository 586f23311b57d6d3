export interface LocalText {
  readonly fr: string
  readonly en: string
}

export interface PickupPoint {
  readonly id: string
  readonly name: string
  readonly line1: string
  readonly postcode: string
  readonly city: string
}

export interface DeliveryMethod {
  readonly id: string
  readonly name: LocalText
  /** home, pickup, express. */
  readonly kind: string
  /** ISO 3166-1 alpha-2 codes, or EU for every member of the union. */
  readonly zones: readonly string[]
  readonly maxWeightG: number
  readonly takesDangerousGoods: boolean
  /** Working days after the order. */
  readonly daysMin: number
  readonly daysMax: number
  readonly carrier: string
  readonly pickupPoints: readonly PickupPoint[]
  readonly position: number
  /** Offered no more; what was ordered with it still travels by it. */
  readonly isOutOfUse: boolean
  /** Counts its changes. Of one that is put: the version that was read, or 0 for whatever is there. */
  readonly version: number
  /** Where a parcel is followed, with `{number}` in it; empty is nowhere. */
  readonly trackingUrlTemplate: string
}

/** What is to travel, and to which country. */
export interface Load {
  readonly country: string
  readonly weightG: number
  readonly hasDangerousGoods: boolean
}

export type Unfit = 'country' | 'weight' | 'dangerous-goods'

/** Members of the European Union, ISO 3166-1 alpha-2. Source: european-union.europa.eu, "EU countries". */
const union = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '))

/** Why a method cannot carry a load; undefined when it can. The first reason in this order: a shopper can change a basket sooner than a country. */
export function whyUnfit(method: DeliveryMethod, { country, weightG, hasDangerousGoods }: Load): Unfit | undefined {
  const goesThere = method.zones.includes(country) || (method.zones.includes('EU') && union.has(country))
  if (!goesThere) return 'country'
  if (weightG > method.maxWeightG) return 'weight'
  return hasDangerousGoods && !method.takesDangerousGoods ? 'dangerous-goods' : undefined
}

/**
 * Points nearest first, as far as postcodes tell: those that begin like the shopper's own, the longer the nearer, then by the number that follows. Most postcodes
 * of Europe narrow a place from left to right; distances on the ground they do not say.
 */
export function nearestFirst(points: readonly PickupPoint[], postcode: string): readonly PickupPoint[] {
  const own = bare(postcode)
  if (own === '') return points
  const rank = (point: PickupPoint) => {
    const code = bare(point.postcode)
    const alike = sharedStart(own, code)
    return { alike, away: Math.abs(numberAt(code, alike) - numberAt(own, alike)) }
  }
  const ranked = points.map((point) => ({ point, ...rank(point) }))
  return ranked.toSorted((a, b) => b.alike - a.alike || a.away - b.away).map(({ point }) => point)
}

const bare = (postcode: string): string => postcode.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase()
const numberAt = (code: string, from: number): number => Number(/^\d+/.exec(code.slice(from))?.[0] ?? 0)

function sharedStart(a: string, b: string): number {
  let length = 0
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length++
  return length
}

/** Every country that one of these goes to, each once, by its code. */
export const reachedBy = (methods: readonly Pick<DeliveryMethod, 'zones'>[]): string[] =>
  [...new Set(methods.flatMap(({ zones }) => zones.flatMap((zone) => (zone === 'EU' ? [...union] : [zone]))))].toSorted()

/** The method as it is kept. Throws RangeError naming what is wrong. */
export function checkedMethod(method: DeliveryMethod): DeliveryMethod {
  const { id, kind, zones, maxWeightG, daysMin, daysMax, name } = method
  const refuse = (what: string): never => {
    throw new RangeError(`delivery method ${id}: ${what}`)
  }
  if (id === '' || id.length > 100) refuse('id is empty or longer than 100')
  if (name.fr === '') refuse('name.fr is missing')
  if (!['home', 'pickup', 'express'].includes(kind)) refuse(`kind is ${kind}`)
  if (zones.length === 0 || !zones.every((zone) => /^[A-Z]{2}$/.test(zone))) refuse('zones are not countries')
  if (!(maxWeightG > 0)) refuse('maxWeightG is not positive')
  if (!(daysMin >= 0 && daysMax >= daysMin && daysMax <= 60)) refuse('days are not a range within 0 to 60')
  if ((kind === 'pickup') !== method.pickupPoints.length > 0) refuse('pickup points belong to kind pickup, and to no other')
  if (!isTemplate(method.trackingUrlTemplate)) refuse('trackingUrlTemplate is not https with {number} in its path or query')
  return method
}

const place = '{number}'

/** Always one site, whatever the number: the shopper is sent to the carrier the shopkeeper named. */
function isTemplate(template: string): boolean {
  if (template === '') return true
  const [one, other] = ['1', '2'].map((number) => URL.parse(template.replaceAll(place, number)))
  const isSite = one?.protocol === 'https:' && one.username + one.password === '' && one.origin === other?.origin
  return isSite && /^https:\/\/[^/]+\//.test(template) && template.includes(place) && template.length <= 300 && !/\s/.test(template)
}

/** Where a parcel of this method is followed; empty without a number or a template. */
export const trackingUrlOf = (method: Pick<DeliveryMethod, 'trackingUrlTemplate'> | undefined, number: string): string =>
  number === '' ? '' : (method?.trackingUrlTemplate ?? '').replaceAll(place, encodeURIComponent(number))
