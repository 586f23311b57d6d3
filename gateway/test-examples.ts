import { z } from 'zod'
import type { Operation } from './route-registry.ts'

/** A value the schema takes: the first that passes. */
export function exampleOf(schema: z.ZodType, name: string): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return undefined
  const text = [
    '75002',
    'nobody@example.org',
    'a long enough password',
    'home',
    'EUR',
    'FR',
    'sandbox',
    '2026-11-20T10:00:00Z',
    '2026-11-18',
    'a'.repeat(64),
    '640.webp',
    'code-1',
  ]
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape as Record<string, z.ZodType>).map(([key, inner]) => [key, exampleOf(inner, key)] as const)
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
  }
  if (schema instanceof z.ZodArray) return [exampleOf(schema.element as z.ZodType, name)]
  const tries = [...(schema instanceof z.ZodEnum ? schema.options : []), ...text, 1, 10, 63, true, {}, new Uint8Array(4)]
  const found = tries.find((value) => schema.safeParse(value).success)
  if (found === undefined) throw new Error(`no example of ${name}`)
  return found
}

/** The REST spelling of one call. */
export function spelled({ rest }: Operation, input: Record<string, unknown>) {
  const fields = { ...input }
  const url = rest.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = String(fields[name])
    delete fields[name]
    return encodeURIComponent(value)
  })
  if (rest.method === 'GET') {
    const query = new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]))
    return { method: rest.method, url: `${url}?${query}` } as const
  }
  return { method: rest.method, url, body: fields } as const
}
