import { isDeepStrictEqual } from 'node:util'
import { Fault } from '@vitrine/platform/rpc/fault'
import { accountOf, type AmendReason, type Configuration, type ConfigurationState, stepped, withSheet } from '../domain/configuration.ts'
import type { RxRule } from '../domain/validity.ts'
import { beforeOf, type EarlierSheet, orderable, type SealedWish, type SheetRefusal } from './configure.ts'
import { type DecideNeeds, opened } from './decide.ts'
import { readSheet, type Sheet } from './read-sheet.ts'

export interface TypeSheetAsked {
  readonly configurationId: string
  readonly sheet: Sheet
  /** The same, typed anew without looking at the first. */
  readonly again: Sheet
  readonly ticked: readonly string[]
  readonly prescriber: string
  /** Of an amendment alone. */
  readonly reason: AmendReason | ''
  readonly note: string
  readonly actor: string
  /** The version the glasses had when the optician began to type: with another picture they have another one. */
  readonly seen: number
}

export type SheetTyped =
  | { readonly outcome: 'typed'; readonly configuration: Configuration }
  | Exclude<SheetRefusal, { outcome: 'lens-refused' }>
  | { readonly outcome: 'differing'; readonly fields: readonly string[] }
  | {
      readonly outcome: 'not-now'
      readonly why: 'wrong-state' | 'own-prescription' | 'replaced' | 'reason-missing'
      readonly state: ConfigurationState
    }

const attempts = 20

/**
 * An optician types the sheet of ordered glasses from its picture, or amends what was typed; it waits to be verified as any other. It is typed twice, and taken
 * where both read the same; the same again changes nothing. What was amended, by whom and why stays with it, sealed. A kept sheet it was taken from is not decided with it any more.
 *
 * Refusals: those of a sheet that is ordered with, but a prism of up to 10 is read; `differing` with the fields; `reason-missing` of an amendment;
 * `own-prescription`; `replaced` by another sheet or picture since it was seen; `wrong-state` once it was decided. What the lens is not made for is no refusal: it is
 * seen, and `decide` says it. Fault: `not-found`.
 */
export async function typeSheet(needs: DecideNeeds, asked: TypeSheetAsked): Promise<SheetTyped> {
  if (asked.note.length > 500 || asked.prescriber.length > 100) throw new RangeError('note or prescriber: is too long')
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { configuration, wish } = await opened(needs, asked.configurationId)
    const refused = whyNot(configuration, wish, asked)
    if (refused) return { outcome: 'not-now', why: refused, state: configuration.state }
    if (isSame(configuration, wish, asked)) return { outcome: 'typed', configuration }
    const at = needs.clock()
    const before = await beforeOf(needs, accountOf(configuration), wish.wearer, asked.sheet, wish.keptId)
    const rules = await needs.rules.read()
    const fields = differing(asked, at, rules)
    if (fields.length > 0) return { outcome: 'differing', fields }
    const { sheet, ticked } = asked
    const read = orderable({ sheet, ticked, prescriber: asked.prescriber || wish.prescriber, at, rules, before, by: 'optician' })
    if ('outcome' in read) return read
    const step = { what: wish.sheet ? 'amended' : 'typed', at, actor: asked.actor, reason: wish.sheet ? asked.reason : '' } as const
    const next = stepped(withSheet(configuration), { state: 'submitted' }, step)
    const told = configuration.state === 'asked' ? [needs.tellings.corrected(next, at)] : []
    if (await needs.configurations.change(next, told, { wish: typedWish(wish, asked, read, at) })) {
      needs.published()
      return { outcome: 'typed', configuration: { ...next, version: next.version + 1 } }
    }
  }
  throw new Fault('unavailable', `configuration ${asked.configurationId} changes too fast`)
}

function whyNot(configuration: Configuration, wish: SealedWish, asked: TypeSheetAsked) {
  const { state, personId, customerId, toPrescription, version, steps } = configuration
  const { actor, reason, seen } = asked
  if ((state !== 'submitted' && state !== 'asked') || !toPrescription) return 'wrong-state'
  if (personId === actor || customerId === actor) return 'own-prescription'
  const last = steps.at(-1)
  const isTheirs = version === seen + 1 && last?.actor === actor && (last.what === 'typed' || last.what === 'amended')
  if (version !== seen && !(isTheirs && isSame(configuration, wish, asked))) return 'replaced' // what they typed is told them again
  return wish.sheet && !isSame(configuration, wish, asked) && reason === '' ? 'reason-missing' : undefined
}

const isSame = ({ state }: Configuration, wish: SealedWish, { sheet, prescriber }: TypeSheetAsked): boolean =>
  state === 'submitted' && isDeepStrictEqual(wish.sheet, sheet) && (prescriber === '' || prescriber === wish.prescriber)

function typedWish(
  { keptId: _, rule: _rule, earlier = [], ...wish }: SealedWish,
  { sheet, prescriber, note, actor }: TypeSheetAsked,
  read: Pick<SealedWish, 'prescription' | 'warnings' | 'rule'>,
  at: Date,
): SealedWish {
  const before: EarlierSheet[] = wish.sheet ? [{ at: at.toISOString(), actor, note, sheet: wish.sheet }] : []
  return { ...wish, ...read, sheet, prescriber: prescriber || wish.prescriber, pdErrorMm: 0, earlier: [...earlier, ...before] }
}

/** The fields of two sheets that do not read the same; how they are written is no difference. */
function differing({ sheet, again }: TypeSheetAsked, at: Date, rules: readonly RxRule[]): string[] {
  const [one, other] = [readSheet(sheet, at, rules, { by: 'optician' }), readSheet(again, at, rules, { by: 'optician' })]
  if (one.outcome === 'refused') return [] // what is wrong with it is said first
  const sameDays = sheet.issuedOn === again.issuedOn && sheet.wearerBirthDate === again.wearerBirthDate
  if (sameDays && other.outcome === 'read' && isDeepStrictEqual(valuesOf(one), valuesOf(other))) return []
  const [fields, others] = [flat(sheet), flat(again)]
  return [...new Set([...Object.keys(fields), ...Object.keys(others)])].filter((name) => fields[name] !== others[name])
}

const valuesOf = ({ prescription, validity }: Extract<ReturnType<typeof readSheet>, { outcome: 'read' }>) => ({ prescription, validity })

function flat({ typed, ...dates }: Sheet): Record<string, string> {
  const { right, left, ...distances } = typed
  const eyeOf = (side: string, eye: object) => Object.fromEntries(Object.entries(eye).map(([name, text]) => [`${side}.${name}`, text]))
  const all = { ...eyeOf('right', right), ...eyeOf('left', left), ...distances, ...dates }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value).trim()]))
}
