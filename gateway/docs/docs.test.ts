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

test('nothing is said in one language only', () => {
  const shapeOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
      : typeof value
  expect(shapeOf(fr)).toEqual(shapeOf(en))
})
