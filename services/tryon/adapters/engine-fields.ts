import type { GarmentOrder } from '../application/garment-engine.ts'
import { type GarmentCategory, garmentCategories } from '../domain/garment-job.ts'

/** What an engine wants to be told, as the shop wrote it down: engines of one dialect differ in their field names. */
export interface EngineFields {
  /** The body, with `{person}`, `{garment}`, `{category}` and `{seed}` where they go. */
  readonly request: unknown
  /** gradio: the name of the endpoint. */
  readonly api: string
  readonly categories: Readonly<Record<GarmentCategory, string>>
  readonly resultHosts: readonly string[]
}

/** Reads the file of `GARMENT_ENGINE_FIELDS`. Throws naming what is missing or cannot be. */
export function readEngineFields(text: string): EngineFields {
  const file: unknown = JSON.parse(text)
  const { request, api = 'tryon', categories = {}, resultHosts = [] } = (file ?? {}) as Record<string, unknown> // each is checked below
  const body = JSON.stringify(request) ?? ''
  const lost = ['{person}', '{garment}'].find((place) => !body.includes(place))
  if (lost) throw new Error(`GARMENT_ENGINE_FIELDS: request names no ${lost}`)
  if (typeof api !== 'string' || !/^[\w-]+$/.test(api)) throw new Error('GARMENT_ENGINE_FIELDS: api must be a word')
  if (!Array.isArray(resultHosts) || !resultHosts.every((host) => typeof host === 'string' && /^[a-z0-9.-]+$/.test(host)))
    throw new Error('GARMENT_ENGINE_FIELDS: resultHosts must be a list of host names')
  const words = Object.fromEntries(garmentCategories.map((name) => [name, (categories as Record<string, unknown>)[name] ?? name]))
  const wrong = Object.entries(words).find(([, word]) => typeof word !== 'string')
  if (wrong) throw new Error(`GARMENT_ENGINE_FIELDS: categories.${wrong[0]} must be a text`)
  return { request, api, resultHosts, categories: words as Record<GarmentCategory, string> } // each is a text, see above
}

/** The request with everything in its place. A place that is a whole value may become a number or an object; within a text it is text. */
export function filled(
  { request, categories }: EngineFields,
  order: GarmentOrder,
  pictures: { person: unknown; garment: unknown },
): unknown {
  const values: Readonly<Record<string, unknown>> = { ...pictures, category: categories[order.category], seed: order.seed }
  const fill = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(fill)
    if (typeof part === 'object' && part !== null)
      return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, fill(inner)]))
    if (typeof part !== 'string') return part
    const [, whole = ''] = /^\{(person|garment|category|seed)\}$/.exec(part) ?? []
    return whole ? values[whole] : part.replaceAll(/\{(person|garment|category|seed)\}/g, (_, name: string) => String(values[name]))
  }
  return fill(request)
}
