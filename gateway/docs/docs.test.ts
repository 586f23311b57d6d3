import { expect, test } from 'vitest'
import { fr } from '../words/fr.ts'
import { en } from '../words/en.ts'
import { unboundOperations } from '../unbound-operations.ts'
import { apiMarkdown } from './api-markdown.ts'
import { openapiOf } from './openapi.ts'

test('docs/api.md lists every operation and every code', async () => {
  await expect(apiMarkdown(unboundOperations())).toMatchFileSnapshot('../../docs/api.md')
})

test('every operation is in OpenAPI, with its input, its refusals and whether a key is needed', () => {
  const operations = unboundOperations()
  const { paths } = openapiOf(operations, ['/']) as {
    paths: Record<string, Record<string, { operationId: string; responses: object; parameters: object[] }>>
  }
  const listed = Object.values(paths).flatMap((methods) => Object.values(methods))
  expect(listed.map(({ operationId }) => operationId).toSorted()).toEqual(operations.map(({ name }) => name).toSorted())
  const checkout = listed.find(({ operationId }) => operationId === 'checkoutCart')
  expect(Object.keys(checkout?.responses ?? {})).toEqual(expect.arrayContaining(['201', '202', '402', '409', '429']))
  expect(checkout?.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', required: true }))
})

test('whatever OpenAPI refers to is in it, and an answer that is a file says of which type', () => {
  const document = openapiOf(unboundOperations(), ['/'])
  const found = (reference: string) =>
    reference
      .slice(2)
      .split('/')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document)
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference)
  expect(references.length).toBeGreaterThan(100)
  expect(references.filter((reference) => found(reference) === undefined)).toEqual([])
  const { paths } = document as { paths: Record<string, Record<string, { responses: Record<string, { content: object }> }>> }
  expect(Object.keys(paths['/v1/orders/{orderId}/invoice.pdf']!['get']!.responses['200']!.content)).toEqual(['application/pdf'])
})

test('nothing is said in one language only', () => {
  const shapeOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
      : typeof value
  expect(shapeOf(fr)).toEqual(shapeOf(en))
})
