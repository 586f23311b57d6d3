/** The parts of a JSON schema that input is made from. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
}

const strangeTexts = [
  '',
  ' ',
  'nobody',
  '..',
  '%00',
  '\u0000',
  "x'; drop table orders",
  '\ud800',
  '💥',
  'a'.repeat(300),
  'é'.repeat(2_000),
  '9'.repeat(30),
]
const plainTexts = ['EUR', 'FR', 'fr', 'a@example.org', '2026-11-29', '2026-11-29T00:00:00Z', '0000-00-00', '+275760-01-01T00:00:00Z', '-1']
const instants = ['2026-11-29T00:00:00Z', '2030-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']
const numbers = [0, 1, -1, 2, 3, 1.5, 0.1, 1e9, 2_147_483_648, 9_007_199_254_740_991, 9_007_199_254_740_992, 1e300, -2_147_483_649]

/** Makes input from the schemas of an OpenAPI document: mostly of the right shape, with values that are sensible, known to the shop, or strange. */
export function strangeInput({ document, seed, known }: { document: object; seed: number; known: readonly string[] }) {
  let state = seed
  /** Of a linear congruential generator, so that a seed repeats a run. Constants: POSIX.1-2001, rand. */
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
  const sometimes = (share: number) => random() < share
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const few = (least = 0) => Math.max(least, Math.floor(random() * 3))
  const text = () => pick([strangeTexts, plainTexts, known])[Math.floor(random() * 9)] ?? 'x'

  function resolved(schema: Schema): Schema {
    const { $ref } = schema
    if ($ref === undefined) return schema
    const path = $ref.slice(2).split('/')
    return resolved(path.reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], document) as Schema) // `#/components/schemas/…`
  }

  function of(given: Schema): unknown {
    const schema = resolved(given)
    if (sometimes(0.04)) return pick([null, [], {}, true, text(), pick(numbers)])
    if (schema.const !== undefined) return schema.const
    if (schema.enum) return pick(schema.enum)
    const choices = schema.anyOf ?? schema.oneOf
    if (choices) return of(pick(choices))
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map(of))
    switch (typeof schema.type === 'string' ? schema.type : pick(schema.type ?? ['null'])) {
      case 'string':
        return schema.format === 'date-time' && sometimes(0.8) ? pick(instants) : text()
      case 'integer':
      case 'number':
        return numberOf(schema)
      case 'boolean':
        return sometimes(0.5)
      case 'array':
        return Array.from({ length: few(schema.minItems) }, () => of(schema.items ?? {}))
      case 'object':
        return objectOf(schema)
      default:
        return pick([null, text(), pick(numbers)])
    }
  }

  function numberOf({ minimum = 0, maximum = 2_147_483_647 }: Schema) {
    if (sometimes(0.5)) return Math.min(maximum, Math.max(minimum, Math.floor(random() * 10)))
    return sometimes(0.5) ? pick([minimum, maximum]) : pick(numbers)
  }

  function objectOf({ properties = {}, required = [], additionalProperties }: Schema) {
    const fields = Object.entries(properties).filter(([name]) => sometimes(required.includes(name) ? 0.97 : 0.5))
    const more =
      typeof additionalProperties === 'object' ? Array.from({ length: few() }, () => [text(), of(additionalProperties)] as const) : []
    return Object.fromEntries([...fields.map(([name, schema]) => [name, of(schema)] as const), ...more])
  }

  return { of, sometimes, known: () => pick(known) }
}
