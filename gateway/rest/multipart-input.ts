import type {} from '@fastify/multipart' // its types
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'

/** Fields whose text is a number. */
const numbers = new Set(['pdMm', 'fovDegrees'])
/** Fields whose text is numbers, with commas between them. */
const numberLists = new Set(['card'])

/**
 * The flat input of a form with files: a file becomes its bytes, a field its text; where the operation takes a list `variantIds`, the form
 * says `variantId` as often as it likes. Throws what Fastify answers 413 for a file above the route's limit.
 */
export async function multipartInput(request: FastifyRequest, schema: z.ZodObject): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {}
  const variantIds: string[] = []
  for await (const part of request.parts()) {
    if (part.type === 'file') input[part.fieldname] = await part.toBuffer()
    else if (part.fieldname === 'variantId' && 'variantIds' in schema.shape) variantIds.push(String(part.value))
    else {
      const text = String(part.value)
      if (numberLists.has(part.fieldname)) input[part.fieldname] = text.split(',').map(Number)
      else input[part.fieldname] = numbers.has(part.fieldname) && text.trim() !== '' ? Number(text) : text
    }
  }
  return variantIds.length > 0 ? { ...input, variantIds } : input
}
