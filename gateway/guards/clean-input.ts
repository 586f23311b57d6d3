import { cardNumbersIn } from '@vitrine/platform/watch/redaction'
import { refuse, type Refusal } from '../problem.ts'

/** Deeper than any input of ours; deeper text is an attack on recursion. */
const deepest = 24

/**
 * Input without characters no person types: controls but tab and line ends, and halves of surrogate pairs, which PostgreSQL refuses.
 * Answers a refusal for input nested too deep, with a field that reaches for a prototype, or with a card number anywhere: one belongs in the
 * provider's page alone (PAY-8).
 */
export function cleanInput(input: unknown): { readonly clean: unknown } | Refusal {
  try {
    return { clean: cleaned(input, 0, '') }
  } catch (error) {
    if (!(error instanceof Unfit)) throw error
    return refuse('bad-input', { errors: [{ path: error.path, code: error.message, message: error.message }] })
  }
}

class Unfit extends Error {
  readonly path: string
  constructor(code: string, path: string) {
    super(code)
    this.path = path
  }
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const unfit = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/gu

/** Fewer digits are bar codes of goods (EAN-13), longer texts files of goods; what carriers number may look like a card's. */
const shortest = 14
const isCardNumber = (text: string): boolean =>
  text.length >= shortest && text.length < 5_000 && cardNumbersIn(text).some(({ length }) => length >= shortest)
const mayLookLikeCards = new Set(['trackingNumber'])

function cleaned(value: unknown, depth: number, path: string): unknown {
  if (typeof value === 'string') {
    if (isCardNumber(value) && !mayLookLikeCards.has(path)) throw new Unfit('card-number', path)
    return value.replace(unfit, '')
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (depth > deepest) throw new Unfit('too-deep', '')
  if (Array.isArray(value)) return value.map((one, place) => cleaned(one, depth + 1, `${path}.${place}`))
  const clean: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') throw new Unfit('unknown-field', name)
    clean[name] = cleaned((value as Record<string, unknown>)[name], depth + 1, path === '' ? name : `${path}.${name}`)
  }
  return clean
}
