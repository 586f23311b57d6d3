import { type Gift, isGiftCard } from './gift-cards.ts'

/** The lenses a frame is to get, as optics keeps them: what is written on the sheet is nobody's business here. */
export interface Glasses {
  readonly configurationId: string
  /** The lenses are made to a prescription: an optician verifies it before any money is taken (ORD-14). */
  readonly toPrescription: boolean
  /** The optician did. */
  readonly isVerified?: boolean
  /** Working days until the lab has made them. */
  readonly leadDays: number
  /** They came back from the lab. */
  readonly isMade?: boolean
}

/** A line of a cart or of an order, as far as glasses go. Lenses and treatments are lines under that of their frame. */
interface Line {
  readonly id: string
  readonly quantity: number
  readonly glasses?: Glasses
  readonly partOf?: string
  readonly kind?: string
  readonly gift?: Gift
  readonly cancelled?: number
}

/** Neither a frame with lenses, nor lenses, nor a gift for somebody: pieces that are all alike. */
export const isPlain = ({ glasses, partOf, gift }: Pick<Line, 'glasses' | 'partOf' | 'gift'>): boolean =>
  glasses === undefined && partOf === undefined && gift === undefined

/** Pieces that stand on a shelf. Lenses and gift cards are made when they are ordered: stock does not know them. */
export const goodsOf = <L extends Line>(lines: readonly L[]): readonly L[] =>
  lines.filter((line) => line.partOf === undefined && !isGiftCard(line))

/** Without these frames, and without what is part of them. */
export const withoutGlasses = <L extends Line>(lines: readonly L[], frameLineIds: readonly string[]): readonly L[] =>
  lines.filter(({ id, partOf = id }) => !frameLineIds.includes(partOf))

/** Whether a line is lenses made to a prescription: one cannot withdraw from them (Directive 2011/83/EU, article 16 c; LAW-2). */
export const isMadeToMeasure = (lines: readonly Line[], { partOf }: Pick<Line, 'partOf'>): boolean =>
  partOf !== undefined && lines.some(({ id, glasses }) => id === partOf && glasses?.toPrescription === true)

/** Whether an optician has yet to look at some of them. A frame that was cancelled waits for nobody. */
export const awaitsOptician = (lines: readonly Line[]): boolean =>
  lines.some(({ glasses, quantity, cancelled = 0 }) => glasses?.toPrescription === true && !glasses.isVerified && cancelled < quantity)

/** The lines with one pair verified, or made; themselves when they have none of that id, or it was so before. */
export function withGlasses<L extends Line>(lines: readonly L[], configurationId: string, what: 'isVerified' | 'isMade'): readonly L[] {
  const isIt = ({ glasses }: Line) => glasses?.configurationId === configurationId && !glasses[what]
  if (!lines.some(isIt)) return lines
  return lines.map((line) => (isIt(line) ? { ...line, glasses: { ...line.glasses, [what]: true } } : line))
}

/** The lines with one pair to be made again; the parts of it count how often. Themselves when they have none of that id. */
export function withRemade<L extends Line & { readonly remade?: number }>(lines: readonly L[], configurationId: string): readonly L[] {
  const frame = lines.find(({ glasses }) => glasses?.configurationId === configurationId)
  if (!frame) return lines
  return lines.map((line) => {
    if (line === frame && line.glasses) return { ...line, glasses: { ...line.glasses, isMade: false } }
    return line.partOf === frame.id ? { ...line, remade: (line.remade ?? 0) + 1 } : line
  })
}

/** Whether all pairs that are wanted came back from the lab. */
export const areMade = (lines: readonly Line[]): boolean =>
  lines.every(({ glasses, quantity, cancelled = 0 }) => !glasses || glasses.isMade === true || cancelled >= quantity)

/** Configurations of the pairs that are wanted. */
export const wantedGlasses = (lines: readonly Line[]): readonly string[] =>
  lines.flatMap(({ glasses, quantity, cancelled = 0 }) => (glasses && cancelled < quantity ? [glasses.configurationId] : []))
