import { refuse, type Refusal } from '../problem.ts'

/** Deeper than any input of ours; deeper text is an attack on recursion. */
const deepest = 24

/**
 * Input without characters no person types: controls but tab and line ends, and halves of surrogate pairs, which PostgreSQL refuses.
 * Answers a refusal for input nested too deep, or with a field that reaches for a prototype.
 */
export function cleanInput(input: unknown): { readonly clean: unknown } | Refusal {
  try {
    return { clean: cleaned(input, 0) }
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

function cleaned(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replace(unfit, '')
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (depth > deepest) throw new Unfit('too-deep', '')
  if (Array.isArray(value)) return value.map((one) => cleaned(one, depth + 1))
  const clean: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') throw new Unfit('unknown-field', name)
    clean[name] = cleaned((value as Record<string, unknown>)[name], depth + 1)
  }
  return clean
}
