import { z } from 'zod'

type Query = Readonly<Record<string, string | string[] | undefined>>

/** Query names that say how to answer, not what. */
const manners = new Set(['locale'])

/**
 * The flat input of an operation from a query string: text becomes what the schema wants. `price=1000..5000` is `{min, max}`,
 * `filter[colour]=black,tortoise` and `exclude[notes]=patchouli` are entries of `filters` and `exclude`, lists are separated by commas.
 * What cannot be read stays text, for the schema to refuse; so do names it does not know.
 */
export function inputOfQuery(query: Query, schema: z.ZodObject): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || manners.has(name)) continue
    const named = /^(filter|exclude)\[([^\]]+)\]$/.exec(name)
    if (named && typeof value === 'string') {
      const list = named[1] === 'filter' ? 'filters' : 'exclude'
      const entries = (input[list] ??= []) as unknown[]
      entries.push({ name: named[2], ...(rangeOf(value) ?? { values: value.split(',') }) })
    } else input[name] = typeof value === 'string' ? read(value, schema.shape[name] as z.ZodType | undefined) : value
  }
  return input
}

function read(text: string, schema: z.ZodType | undefined): unknown {
  if (!schema) return text
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return read(text, schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodNumber) return isNumber(text) ? Number(text) : text
  if (schema instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text
  if (schema instanceof z.ZodArray) return text.split(',').map((one) => read(one, schema.element as z.ZodType))
  if (schema instanceof z.ZodObject) return rangeOf(text) ?? text
  return text
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text) && text.length < 20

/** `48..54`, `..54`, `48..`: ends included. */
function rangeOf(text: string): { min?: number; max?: number } | undefined {
  const [, min = '', max = ''] = /^(-?[\d.]*?)\.\.(-?[\d.]*)$/.exec(text) ?? []
  if (min === '' && max === '') return undefined
  if ((min !== '' && !isNumber(min)) || (max !== '' && !isNumber(max))) return undefined
  return { ...(min !== '' && { min: Number(min) }), ...(max !== '' && { max: Number(max) }) }
}
