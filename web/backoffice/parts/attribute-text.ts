import type { AdminProduct } from '@vitrine/gateway/schemas/admin-products'

type Attribute = AdminProduct['attributes'][string]

interface Note {
  readonly noteId: string
  readonly tier?: string
  readonly rank?: number
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: Attribute | undefined): readonly unknown[] => (Array.isArray(value) ? value : [])
/** A comma between two digits is part of the word: `1,2-Hexanediol`, `94,5`. */
const parts = (typed: string) =>
  typed
    .split(/(?<!\d),|,(?!\d)|\n/)
    .map((part) => part.trim())
    .filter(Boolean)

/** A list of words as one line: `wash-30, no-bleach`. */
export const listText = (value: Attribute | undefined): string => listOf(value).map(String).join(', ')
export const listFrom = (typed: string): string[] => parts(typed)

/** Shares of fibres: `cotton 95, elastane 5`. Undefined while a share is missing. */
export const fibresText = (value: Attribute | undefined): string =>
  listOf(value)
    .filter(isObject)
    .map(({ name, pct }) => `${String(name)} ${String(pct)}`)
    .join(', ')

export function fibresFrom(typed: string): { name: string; pct: number }[] | undefined {
  const read = parts(typed).map((part) => /^(\S+)\s+(\d+(?:[.,]\d+)?)\s*%?$/.exec(part))
  if (read.some((found) => found === null)) return undefined
  return read.map((found) => ({ name: found![1]!, pct: Number(found![2]!.replace(',', '.')) })) // none is null, and both groups are there
}

export const tiers = ['top', 'heart', 'base'] as const
export type Tier = (typeof tiers)[number]

const notesOf = (value: Attribute | undefined) => listOf(value).filter((note): note is Note & Record<string, unknown> => isObject(note))

/** The notes of one tier, in order: `bergamot, pink-pepper`. */
export const notesText = (value: Attribute | undefined, tier: Tier): string =>
  notesOf(value)
    .filter((note) => note.tier === tier)
    .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ noteId }) => noteId)
    .join(', ')

/** The notes with those of one tier as typed; what is known of a note that stays (its weight, its family) stays with it. */
export function notesFrom(value: Attribute | undefined, tier: Tier, typed: string): Attribute {
  const before = notesOf(value)
  const own = parts(typed).map((noteId, n) => ({
    ...before.find((note) => note.tier === tier && note.noteId === noteId),
    noteId,
    tier,
    rank: n + 1,
  }))
  return tiers.flatMap((one) => (one === tier ? own : before.filter((note) => note.tier === one))) as Attribute // plain data, as it was read
}
