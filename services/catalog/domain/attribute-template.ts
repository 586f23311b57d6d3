import type { Attribute, Attributes, Kind } from './product.ts'

type Rule = (value: Attribute, field: string, all: Attributes) => void

const refuse = (field: string, range: string, value: Attribute): never => {
  throw new RangeError(`${field}: ${range}, not ${JSON.stringify(value)}`)
}

const between =
  (least: number, most: number, step = 0): Rule =>
  (value, field) => {
    const fits = typeof value === 'number' && value >= least && value <= most && (step === 0 || Number.isInteger(value / step))
    if (!fits) refuse(field, `${least} to ${most}${step ? ` in steps of ${step}` : ''}`, value)
  }

/** A length of a frame: an editor may say that the frame is unusual, and the range falls (EY-2). */
const millimetres =
  (least: number, most: number): Rule =>
  (value, field, all) => {
    const usual = between(least, most, 0.5)
    return all['unusualSize'] === true ? between(1, 300, 0.5)(value, field, all) : usual(value, field, all)
  }

const oneOf =
  (...codes: string[]): Rule =>
  (value, field) => {
    if (typeof value !== 'string' || !codes.includes(value)) refuse(field, `one of ${codes.join(', ')}`, value)
  }

/** A neutral code: its words are labels. */
const code: Rule = (value, field) => {
  const fits = typeof value === 'string' && /^[a-z0-9][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/.test(value)
  if (!fits) refuse(field, 'a code: words joined by hyphens', value)
}

const colour: Rule = (value, field) => {
  if (typeof value !== 'string' || !/^#[0-9a-f]{6}$/.test(value)) refuse(field, '#rrggbb', value)
}

const sha256: Rule = (value, field) => {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) refuse(field, '64 hexadecimal digits', value)
}

const yesOrNo: Rule = (value, field) => {
  if (typeof value !== 'boolean') refuse(field, 'true or false', value)
}

const text: Rule = (value, field) => {
  if (typeof value !== 'string' || value.length === 0 || value.length > 200) refuse(field, '1 to 200 characters', value)
}

const listOf =
  (rule: Rule, most: number): Rule =>
  (value, field, all) => {
    if (!Array.isArray(value) || value.length > most) return refuse(field, `a list of at most ${most}`, value)
    value.forEach((one: Attribute, n) => rule(one, `${field}[${n}]`, all))
  }

const record =
  (fields: Readonly<Record<string, Rule>>, required: readonly string[]): Rule =>
  (value, field, all) => {
    if (!isRecord(value)) return refuse(field, `an object with ${required.join(', ')}`, value)
    const absent = required.find((name) => value[name] === undefined)
    if (absent) refuse(`${field}.${absent}`, 'required', null)
    for (const [name, rule] of Object.entries(fields)) if (value[name] !== undefined) rule(value[name], `${field}.${name}`, all)
  }

const isRecord = (value: Attribute | undefined): value is { readonly [name: string]: Attribute } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** 1 to 12 notes in a tier; a note once per tier, a rank once per tier. Source: domain.md 2, counts are Vitrine's choice. */
const notes: Rule = (value, field, all) => {
  const tiers = oneOf('top', 'heart', 'base')
  listOf(record({ noteId: code, tier: tiers, rank: between(1, 12, 1), weight: between(1, 100), family: code }, ['noteId', 'tier']), 36)(
    value,
    field,
    all,
  )
  const seen = new Set<string>()
  const inTier = new Map<string, number>()
  for (const note of value as readonly { noteId: string; tier: string; rank?: number }[]) {
    const marks = [`${note.tier} ${note.noteId}`, ...(note.rank === undefined ? [] : [`${note.tier} #${note.rank}`])]
    const twice = marks.find((mark) => seen.has(mark))
    if (twice) refuse(field, 'a note and a rank once per tier', twice)
    for (const mark of marks) seen.add(mark)
    inTier.set(note.tier, (inTier.get(note.tier) ?? 0) + 1)
  }
  for (const [tier, count] of inTier) if (count > 12) refuse(field, `at most 12 notes in ${tier}`, count)
}

/** Full names, shares falling, in all 100 (AP-10, Regulation 1007/2011). */
const fibres: Rule = (value, field, all) => {
  listOf(record({ name: code, pct: between(0.1, 100) }, ['name', 'pct']), 12)(value, field, all)
  const list = value as readonly { name: string; pct: number }[]
  const short = list.find(({ name }) => name.length < 3)
  if (short) refuse(field, 'full names of fibres', short.name)
  const sum = list.reduce((total, { pct }) => total + pct, 0)
  if (Math.abs(sum - 100) > 0.05) refuse(field, 'shares that make 100', sum)
  if (list.some(({ pct }, n) => n > 0 && pct > (list[n - 1]?.pct ?? 0)))
    refuse(
      field,
      'falling shares',
      list.map(({ pct }) => pct),
    )
}

/** Source: AP-3. */
const bodyCm: Readonly<Record<string, readonly [number, number]>> = {
  chest: [60, 160],
  bust: [60, 160],
  waist: [45, 160],
  hip: [60, 170],
  height: [80, 220],
  inseam: [30, 110],
}

/** Half-open ranges in cm that rise and touch in the first measure: no gap, no overlap (AP-3, AP-4). */
const sizeChart: Rule = (value, field) => {
  const sizes = isRecord(value) ? value['sizes'] : undefined
  if (!Array.isArray(sizes) || sizes.length === 0) return refuse(`${field}.sizes`, 'a list of sizes', sizes ?? null)
  let before: { label: Attribute; end: number } | undefined
  for (const [n, size] of (sizes as readonly Attribute[]).entries()) {
    const at = `${field}.sizes[${n}]`
    if (!isRecord(size) || typeof size['label'] !== 'string') return refuse(`${at}.label`, 'required', null)
    const body = isRecord(size['body']) ? Object.entries(size['body']) : []
    for (const [measure, range] of body) {
      const [least, most] = bodyCm[measure] ?? [1, 250]
      const [start, end] = Array.isArray(range) ? (range as readonly Attribute[]) : []
      if (typeof start !== 'number' || typeof end !== 'number' || start < least || end > most || start >= end) {
        return refuse(`${at}.body.${measure}`, `a rising range within ${least} to ${most} cm`, range)
      }
    }
    const [start, end] = (body[0]?.[1] ?? []) as readonly number[]
    if (start === undefined || end === undefined) continue
    if (before && before.end !== start) refuse(`${at}.body`, `sizes that touch: ${String(before.label)} ends at ${before.end}`, start)
    before = { label: size['label'], end }
  }
}

/** The typed fields of each kind. Ranges and their sources: domain.md 1.1, 2, 3. */
const templates: Record<Kind, Readonly<Record<string, Rule>>> = {
  eyewear: {
    lensWidthMm: millimetres(36, 62),
    lensHeightMm: millimetres(20, 60),
    bridgeMm: millimetres(14, 24),
    templeMm: millimetres(120, 150),
    frameWidthMm: millimetres(110, 160),
    effectiveDiameterMm: millimetres(36, 90),
    weightG: between(5, 80),
    baseCurve: between(0, 10),
    rim: oneOf('full', 'semi', 'rimless'),
    noseFit: oneOf('standard', 'low'),
    shape: oneOf('round', 'panto', 'square', 'rectangle', 'cat', 'aviator', 'oval'),
    use: oneOf('optical', 'sun'),
    material: code,
    hinge: code,
    prescription: yesOrNo,
    unusualSize: yesOrNo,
    build: oneOf('acetate', 'metal'),
    rimMm: between(0.5, 12),
    lensTintRgb: colour,
    lensTintAlpha: between(0, 1),
    lensGradient: yesOrNo,
    lensMirrorRgb: colour,
    modelSha256: sha256,
  },
  perfume: {
    concentration: oneOf('parfum', 'edp', 'edt', 'edc'),
    oilPct: between(0.1, 60),
    family: oneOf('citrus', 'floral', 'amber', 'chypre', 'woody', 'aromatic'),
    subfamily: code,
    notes,
    accords: listOf(record({ name: code, strength: between(0, 100), family: code }, ['name', 'strength']), 20),
    seasons: listOf(oneOf('spring', 'summer', 'autumn', 'winter'), 4),
    perfumer: text,
    year: between(1700, 2100, 1),
    inci: listOf(text, 200),
    allergens: listOf(record({ name: text, ppm: between(0, 1_000_000) }, ['name']), 80),
    paoMonths: between(1, 60, 1),
    alcoholPct: between(0, 95),
    refillable: yesOrNo,
    volumeMl: between(0.5, 1000),
    form: oneOf('bottle', 'refill', 'sample', 'set'),
  },
  apparel: {
    garment: code,
    fit: oneOf('slim', 'regular', 'loose'),
    fibres,
    care: listOf(code, 20),
    stretchPct: between(0, 60),
    sizeChart,
    size: text,
  },
  'gift-card': {},
  other: {},
}

/**
 * Throws RangeError, naming the field and its range, for a value the kind's template does not allow.
 * Fields may be missing; fields the template does not name are kept as they are.
 */
export function checkAttributes(kind: Kind, attributes: Attributes, at: string): void {
  for (const [name, rule] of Object.entries({ ...templates[kind], colourRgb: colour, secondColourRgb: colour })) {
    const value = attributes[name]
    if (value !== undefined) rule(value, `${at}.${name}`, attributes)
  }
  const { lensWidthMm: a, lensHeightMm: b, effectiveDiameterMm: ed } = attributes
  if (typeof ed !== 'number' || typeof a !== 'number' || typeof b !== 'number') return
  if (ed < Math.max(a, b) || ed > Math.hypot(a, b))
    refuse(`${at}.effectiveDiameterMm`, `${Math.max(a, b)} to ${Math.hypot(a, b).toFixed(1)}`, ed)
}
