import { type Blend, featureNames, type JudgedHead } from './head-shape.ts'

export type Random = ReturnType<typeof randomFrom>

/** Peoples that may fit and tune things unmixed, too; the test heads are the other three, young and pure. */
export const calibrationPeoples = ['caucasian-female', 'african-male', 'asian-female'] as const
const allPeoples = ['caucasian-female', 'caucasian-male', 'african-female', 'african-male', 'asian-female', 'asian-male'] as const
const testPeoples: readonly string[] = allPeoples.filter((name) => !calibrationPeoples.some((other) => other === name))
/** At most so much of a head that fits is of one people of the test heads, so that none is nearly one of them (docs/decisions/0027). */
const shareOfTestPeople = 0.8
export const calibrationShapes = ['head-oval', 'head-round', 'head-rectangular', 'head-diamond'] as const
const allShapes = [...calibrationShapes, 'head-square', 'head-triangular', 'head-invertedtriangular'] as const

const ways = /-(decr|incr|down|up|in|out|concave|convex|forward|backward|compress|uncompress)$/

/** A feature and its contrary: a nose may be wide or narrow, not both. What is not the same on both sides has no contrary. */
const traits: readonly (readonly string[])[] = [...traitsOf(featureNames).values()]

function traitsOf(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>()
  for (const name of names) {
    if (name.endsWith('-old')) continue
    const trait = name.startsWith('asym') ? name : name.replace(ways, '')
    all.set(trait, [...(all.get(trait) ?? []), name])
  }
  return all
}

/** A quarter of the traits is kept from whatever is fitted or tuned: people differ in ways that nobody thought of, too. */
const calibrationTraits = traits.filter((_, i) => i % 4 !== 1)

/** What heads are mixed from: three or all peoples, with the traits that may fit and tune, or everything there is. */
export type Stock = 'few' | 'all' | 'everything'

/** How much of each people, together 1. Those of `all` are mostly of one or two peoples, as people are; of the others any mixture is as likely. */
export function peoplesOf(random: Random['random'], stock: Stock): readonly (readonly [people: string, share: number])[] {
  const names = stock === 'few' ? calibrationPeoples : allPeoples
  const drawn = names.map(() => (-Math.log(random() + 1e-9)) ** (stock === 'all' ? 2 : 1))
  const total = drawn.reduce((sum, weight) => sum + weight)
  return names.map((name, i) => {
    const share = drawn[i]! / total
    return [name, stock === 'all' && testPeoples.includes(name) ? Math.min(shareOfTestPeople, share) : share]
  })
}

/**
 * A head that nobody has, drawn at random: its people mixed, of some age, with the nose, eyes, cheeks, brow and jaw that differ between people, and the
 * two sides not quite alike.
 */
export function mixedBlend(dice: Random, stock: Stock): Blend {
  const { random, between, normal } = dice
  const isFresh = stock === 'everything'
  const blend: Record<string, number> = {}
  const put = (name: string, weight: number) => {
    blend[name] = Number(((blend[name] ?? 0) + weight).toFixed(3))
  }
  const peoples = peoplesOf(random, stock)
  const age = random() < 0.4 ? between(0.1, 0.9) : 0
  for (const [name, share] of peoples) {
    const weight = share * (stock === 'all' ? 1 : 1.1)
    put(`${name}-young`, weight * (1 - age))
    if (age > 0) put(`${name}-old`, weight * age)
  }
  for (const name of isFresh ? allShapes : calibrationShapes) if (random() < 0.35) put(name, between(-0.3, 0.6))
  for (const trait of isFresh ? traits : calibrationTraits) {
    const [chance, strength, pick] = [random(), Math.min(0.8, 0.35 * Math.abs(normal())), random()]
    const isAsymmetry = trait[0]!.startsWith('asym')
    if (chance < (isAsymmetry ? 0.3 : 0.45)) put(trait[Math.floor(pick * trait.length)]!, isAsymmetry ? strength * 0.7 : strength)
  }
  return blend
}

/** Heads to be judged, in looks that people have. */
export function mixedHeads(use: 'tune' | 'fresh', count: number, start: number, stock: Stock): JudgedHead[] {
  const dice = randomFrom(start)
  return Array.from({ length: count }, (_, i) => ({
    name: `${use} ${i + 1}`,
    use,
    blend: mixedBlend(dice, stock),
    skin: dice.oneOf(skins),
    hair: dice.oneOf(hairs),
    irisColour: dice.oneOf(irisColours),
  }))
}

export const skins = ['#cf9f80', '#dfac8c', '#6b432c', '#e0b48d', '#8d5a3c', '#4a2d1e', '#f0c8a8', '#b07a55'] as const
export const hairs = ['#3b2a1e', '#8a6a3a', '#17110d', '#221a16', '#777777'] as const
export const irisColours = ['#5b3a22', '#5f7f95', '#3a2416', '#44291a', '#6b7a45', '#7a5a3a'] as const

/** The same row of numbers for the same start. Sources: the finaliser of MurmurHash3; Box and Muller 1958. */
export function randomFrom(start: number) {
  let state = start
  /** 0..1 */
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    let h = state
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296
  }
  return {
    random,
    between: (least: number, most: number) => least + (most - least) * random(),
    normal: () => Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(2 * Math.PI * random()),
    oneOf: <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!,
  }
}
