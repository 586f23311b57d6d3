import { createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import type pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { testShop } from '../../system/test-shop.ts'
import { sqlCatalogReader } from './adapters/sql-catalog-reader.ts'
import { catalog } from './service.ts'
import { frame, perfume } from './test-products.ts'

const pool = await testDatabase()
const shop = await testShop(pool, { services: [catalog] })
afterAll(() => shop.stop())

test('questions about variants in one moment are one statement, and each is answered with its own', async () => {
  const client = createClient(CatalogService, shop.peer('catalog'))
  for (const product of [frame('lise'), perfume('ambre')]) await client.putProduct({ product })
  let statements = 0
  const counted = {
    query(...given: never[]) {
      statements++
      return (pool.query as (...all: unknown[]) => unknown)(...given)
    },
  } as unknown as pg.Pool
  const reader = sqlCatalogReader(counted)
  const none = { variantIds: [], productIds: [], skus: [] }
  const whole = frame('lise').variants
  const questions = [
    { ...none, variantIds: [whole[1]!.id] },
    { ...none, productIds: ['ambre'] },
    { ...none, skus: [whole[0]!.sku], variantIds: ['unknown', whole[1]!.id] },
    { ...none, productIds: ['nothing'] },
    none,
  ]
  const answers = await Promise.all(questions.map((question) => reader.variants(question)))
  expect(statements).toBe(1)
  const ids = answers.map(({ found }) => found.map(({ variant }) => variant.id))
  const scents = perfume('ambre').variants.map(({ id }) => id)
  expect(ids).toEqual([[whole[1]!.id], scents, [whole[0]!.id, whole[1]!.id], [], []])
})
