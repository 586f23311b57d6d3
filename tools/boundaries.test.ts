import { expect, test } from 'vitest'
import { allBroken, broken } from './boundaries.ts'

test('no file breaks a boundary', async () => expect(await allBroken()).toEqual([]))

// A rule that never refuses anything protects nothing: each one is shown refusing.
test.each([
  ['services/stock/domain/stock.ts', "import { sqlStockStore } from '../adapters/sql-stock-store.ts'", 'domain must not import adapters'],
  ['services/stock/domain/stock.ts', "import { readFile } from 'node:fs'", 'domain imports nothing but domain, not node:fs'],
  ['services/stock/application/reserve-stock.ts', "import { stockRpc } from '../api/stock-rpc.ts'", 'application must not import api'],
  ['services/stock/api/stock-rpc.ts', "import { sqlStockStore } from '../adapters/sql-stock-store.ts'", 'api must not import adapters'],
  [
    'services/orders/api/order-rpc.ts',
    "import { reserve } from '../../stock/domain/stock.ts'",
    'reaches outside its service: ../../stock/domain/stock.ts',
  ],
  ['services/orders/api/order-rpc.ts', "const stock = await import('@vitrine/stock')", 'services must not import @vitrine/stock'],
  ['gateway/rest/orders.ts', "import { orders } from '@vitrine/orders'", 'gateway must not import @vitrine/orders'],
  [
    'web/storefront/app/home.tsx',
    "import { stock } from '@vitrine/contracts/stock/v1'",
    'web/storefront must not import @vitrine/contracts/stock/v1',
  ],
  [
    'web/storefront/app/home.tsx',
    "import { openGateway } from '@vitrine/gateway'",
    "pages know the gateway's client and schemas, not @vitrine/gateway",
  ],
  [
    'platform/sql/pool.ts',
    "import type { Line } from '@vitrine/contracts/stock/v1'",
    'platform must not import @vitrine/contracts/stock/v1',
  ],
  ['tryon-core/pose.ts', "import { readFile } from 'node:fs'", 'tryon-core knows neither Node nor a page'],
  ['services/orders/adapters/sql-order-store.ts', "'select 1 from stock.stock_level'", 'names a table of stock'],
  [
    'services/orders/adapters/sql-order-store.ts',
    'await pool.query(`select ${column} from orders.x`)',
    'SQL is text with numbered parameters, not glued',
  ],
  ['services/orders/application/place-order.ts', 'const at = new Date()', 'time, chance and network come in as arguments'],
  ['services/orders/application/utils.ts', '', 'the name says nothing'],
])('refused in %s: %s', (path, source, why) => expect(broken(path, source)).toEqual([why]))
