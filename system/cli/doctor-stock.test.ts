import { createClient } from '@connectrpc/connect'
import { catalog } from '@vitrine/catalog'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { audit } from '@vitrine/audit'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { stock } from '@vitrine/stock'
import { afterAll, expect, test } from 'vitest'
import { frame } from '../../services/catalog/test-products.ts'
import { testShop } from '../test-shop.ts'
import { lookAtLevels } from './doctor-stock.ts'

const pool = await testDatabase(undefined)
const shop = await testShop(pool, { services: [catalog, stock, audit] })
afterAll(() => shop.stop())

test('STK-5: the doctor names the SKU and the repair, changes nothing by looking, and its repair is in the audit', async () => {
  const variants = [{ id: 'v', sku: 'S-1', options: { colour: 'black' } }]
  await createClient(CatalogService, shop.peer('catalog')).putProduct({ product: frame('p', { variants }) })
  const levels = createClient(StockService, shop.peer('stock'))
  await levels.move({ movementId: 'm', variantId: 'v', quantity: 10, reason: 'received', actor: 'ada' })
  expect(await lookAtLevels(shop.peer, 'look')).toEqual({ lines: [], left: 0 })

  await pool.query(`
    alter table stock.stock_level drop constraint stock_level_is_the_sum_of_its_movements_and_promises;
    update stock.stock_level set on_hand = 12, on_hand_at = '{"main": 12}', reserved = 1, reserved_at = '{"main": 1}'`)
  const proposed = [
    'S-1 at main: on hand 12, its movements say 10: would be repaired by a movement of +2 (correction)',
    'S-1 at main: reserved 1, its reservations say 0: would be repaired by a release of 1 that no reservation holds',
  ]
  expect(await lookAtLevels(shop.peer, 'look')).toEqual({ lines: proposed, left: 2 })
  expect(await lookAtLevels(shop.peer, 'look')).toEqual({ lines: proposed, left: 2 })

  const { lines, left } = await lookAtLevels(shop.peer, 'repair')
  expect([lines[0], lines.length, left]).toEqual([
    'S-1 at main: on hand 12, its movements say 10: repaired, a movement of +2 (correction)',
    2,
    0,
  ])
  expect(await lookAtLevels(shop.peer, 'look')).toEqual({ lines: [], left: 0 })
  const { movements } = await levels.listMovements({ variantId: 'v' })
  expect(movements[0]).toMatchObject({ quantity: 2, reason: 'correction', actor: 'vitrine doctor' })
  await shop.settle()
  const { rows } = await pool.query("select actor_id, object from audit.entry where action = 'stock-repaired'")
  expect(rows).toEqual(Array.from({ length: 2 }, () => ({ actor_id: 'vitrine doctor', object: 'variant v' })))
})
