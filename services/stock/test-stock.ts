import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient, type Transport } from '@connectrpc/connect'
import { StockService } from '@vitrine/contracts/stock/v1'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import type pg from 'pg'
import type { Holding, Line, StockLevel } from './domain/stock.ts'
import { stock } from './service.ts'

export const quarter = 15 * 60_000

/** What no shop does: its movements are kept. */
export const emptyLedger =
  'alter table stock.movement disable trigger movement_is_kept; delete from stock.movement; alter table stock.movement enable trigger movement_is_kept'

/** Runs `work` on a table that lets a level say something else than its movements and promises do; levels are as before when it ends. */
export async function withoutTheKeyOfSums<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const key = 'stock_level_is_the_sum_of_its_movements_and_promises'
  const columns = '(variant_id, on_hand, reserved, awaited)'
  await pool.query(`create table stock.as_before as select * from stock.stock_level; alter table stock.stock_level drop constraint ${key}`)
  try {
    return await work()
  } finally {
    await pool.query(`update stock.stock_level as l set on_hand = b.on_hand, on_hand_at = b.on_hand_at, reserved = b.reserved, reserved_at = b.reserved_at,
        awaited = b.awaited from stock.as_before as b where b.variant_id = l.variant_id; drop table stock.as_before;
      alter table stock.stock_level add constraint ${key} foreign key ${columns} references stock.ledger ${columns} deferrable initially deferred`)
  }
}

/** A crowd on a busy machine takes longer than a caller of the shop would wait: what is asked here is who gets a piece, not when. */
export const patienceMs = 60_000
export const patient = (transport: Transport): Transport => ({
  ...transport,
  unary: (method, signal, timeoutMs = patienceMs, ...asked) => transport.unary(method, signal, timeoutMs, ...asked),
})

/** Stock on a database of its own, with 64 connections for races, and what a test wants to see of it. */
export async function testStock(serverUrl: string | undefined) {
  const pool = await testDatabase(serverUrl, 64)
  pool.options.connectionTimeoutMillis = patienceMs
  // The hour of the database too: its checks know what is held past its time.
  const clock = movableClock(new Date().toISOString())
  const shop = await testShop(pool, { services: [stock], clock })
  const { ways, close } = await bothWays(shop, 'stock')
  const client = createClient(StockService, patient(shop.peer('stock')))
  const job = (name: string) =>
    shop.running
      .get('stock')!
      .jobs!.find((one) => one.name === name)!
      .run()
  return {
    ...{ pool, clock, ways, client },
    expire: () => job('stock expires reservations'),
    coverAll: () => job('stock covers who waits'),
    tellBundles: () => job('stock tells of bundles'),
    followLots: () => job('stock follows lots'),
    /** Few rows: deleting them costs less than truncating the tables. */
    empty: () =>
      pool.query(`delete from stock.part_release; delete from stock.part_addition; delete from stock.reservation_piece; delete from stock.reservation_line;
        delete from stock.reservation; ${emptyLedger}; delete from stock.part; delete from stock.stock_level; delete from stock.ledger;
        delete from stock.place where id <> 'main'; delete from stock.outbox`),
    async levels() {
      const columns =
        'variant_id as "variantId", on_hand as "onHand", reserved, awaited, cap, on_hand_at as "onHandAt", reserved_at as "reservedAt"'
      return (await pool.query<StockLevel>(`select ${columns} from stock.stock_level where kind = 'piece' order by 1`)).rows
    },
    /** What live reservations hold, by reservation and piece. */
    async held() {
      const columns = 'reservation_id as id, variant_id as "variantId", taken, awaited'
      const text = `select ${columns} from stock.reservation_piece where live order by reservation_id collate "C", variant_id`
      return (await pool.query<Holding & { readonly id: string }>(text)).rows
    },
    async told() {
      const { rows } = await pool.query<{ body: JsonValue }>(
        "select body from stock.outbox where type like '%.AvailabilityChanged' order by position",
      )
      return rows.map(({ body }) => fromJson(AvailabilityChangedSchema, body)).map(({ variantId, state }) => `${variantId} ${state}`)
    },
    /** Reservations that were told to have all their pieces. */
    async ready() {
      const text = "select key from stock.outbox where type like '%.ReservationReady' order by key"
      return (await pool.query<{ key: string }>(text)).rows.map(({ key }) => key)
    },
    async verify() {
      const { checked } = await createClient(VerifyService, patient(shop.peer('stock'))).check({})
      return checked.flatMap(({ invariant, breaks }) => breaks.map((line) => `${invariant}: ${line}`))
    },
    async stop() {
      await close()
      await shop.stop()
    },
    receive: (variantId: string, quantity: number, placeId = '', movementId = randomIds()) =>
      client.move({ movementId, variantId, placeId, quantity, reason: 'received', actor: 'ada' }),
    async ask(reservationId: string, lines: Line[], forMs = quarter) {
      const { result } = await client.reserve({ reservationId, lines, expiresAt: timestampFromDate(new Date(clock().getTime() + forMs)) })
      if (result.case !== 'outOfStock') return result.case ?? ''
      const shortages = result.value.shortages.map(({ variantId, available, partId, capped }) => ({
        variantId,
        available,
        partId,
        isCapped: capped,
      }))
      return `outOfStock ${JSON.stringify(shortages)}`
    },
  }
}
