import type { Card } from '@vitrine/gateway/schemas/catalogue'
import { type FrameFit, frameFit, readPairSize, type Wearer } from '@vitrine/tryon-core/size-fit'
import type { FieldError } from '@vitrine/ui/components/error-summary'
import { formatMm } from '@vitrine/ui/format'
import type { Locale } from '@vitrine/ui/locale'
import { fitWords } from './words/fit.ts'

/** What a shopper typed about themselves; all of it may be empty. */
export type TypedWearer = Readonly<Record<'pd' | 'faceWidth' | 'pair', string>>

/** Ranges of people, mm: those of the door (TRY-5: 40 to 80, how old somebody is is not asked). */
const ranges = { pd: [40, 80], faceWidth: [90, 200] } as const

/** Reads what was typed, or says of each field what is wrong with it. At least one of the three is needed. */
export function readWearer(locale: Locale, typed: TypedWearer): { readonly wearer: Wearer; readonly errors: readonly FieldError[] } {
  const words = fitWords[locale]
  const errors: FieldError[] = []
  const number = (field: keyof typeof ranges): number | undefined => {
    if (typed[field] === '') return undefined
    const value = Number(typed[field].replace(',', '.'))
    const [least, most] = ranges[field]
    if (value >= least && value <= most) return value
    errors.push({ field, text: words.wrong[field](`${least}`, `${most}`) })
    return undefined
  }
  const wearer = { pdMm: number('pd'), faceWidthMm: number('faceWidth'), pair: readPairSize(typed.pair) }
  if (typed.pair !== '' && !wearer.pair) errors.push({ field: 'pair', text: words.wrong.pair })
  if (Object.values(typed).every((text) => text === '')) errors.push({ field: 'pair', text: words.nothing })
  return { wearer, errors }
}

export interface FittingFrame {
  readonly card: Card
  readonly verdict: FrameFit['verdict']
  readonly why: string
}

/** Frames in the order they suit the wearer, those alike in the order they came; what states no sizes is left out. */
export function framesThatFit(locale: Locale, cards: readonly Card[], wearer: Wearer): FittingFrame[] {
  const judged = cards.flatMap((card) => {
    const size = (name: string) => (typeof card.attributes?.[name] === 'number' ? card.attributes[name] : undefined)
    const [lensWidthMm, bridgeMm, templeMm] = [size('lensWidthMm'), size('bridgeMm'), size('templeMm')]
    if (lensWidthMm === undefined || bridgeMm === undefined) return []
    const sizes = { lensWidthMm, bridgeMm, ...(templeMm !== undefined && { templeMm }), frameWidthMm: size('frameWidthMm') }
    return [{ card, fit: frameFit(sizes, wearer) }]
  })
  return judged
    .toSorted((a, b) => rank(a.fit) - rank(b.fit) || a.fit.strain - b.fit.strain)
    .map(({ card, fit }) => ({ card, verdict: fit.verdict, why: reasonsText(locale, fit) }))
}

/** Lenses that cannot be made well come last, however near the rest is. */
const rank = ({ verdict }: FrameFit): number => (verdict === 'no' ? 1 : 0)

function reasonsText(locale: Locale, { reasons }: FrameFit): string {
  const { reasons: words, sides, giveOrTake } = fitWords[locale]
  const sentence = (reason: FrameFit['reasons'][number]): string => {
    const said = words[reason.code](formatMm(locale, reason.mm), 'side' in reason ? sides[reason.side] : '')
    return 'errorMm' in reason ? giveOrTake(said, formatMm(locale, reason.errorMm)) : said
  }
  return reasons.map(sentence).join(' ')
}
