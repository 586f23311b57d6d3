import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, gunzipSync, gzipSync } from 'node:zlib'
import { tarBytes, type TarEntry } from '@vitrine/platform/archive/tar'
import { emptyDatabase } from '@vitrine/platform/sql/test-database'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { loadDump } from './database-dump.ts'
import { BackupFault, checkBackup, unpackBackup } from './read-backup.ts'
import { writeBackup } from './write-backup.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitrine-backup-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A shop of two schemas with what makes copying hard: keys that point forward, generated columns, identities, a trigger, odd bytes. */
const schema = `
  create schema stock; create schema orders;
  create table stock.migration (name text primary key); insert into stock.migration values ('001-stock.sql');
  create table orders.migration (name text primary key); insert into orders.migration values ('001-orders.sql');
  create table stock.level (variant_id text primary key, on_hand int, doubled int generated always as (on_hand * 2) stored, note jsonb);
  create table orders.line (id bigint generated always as identity primary key, order_id text not null);
  create table orders.shop_order (id text primary key, bytes bytea, at timestamptz);
  alter table orders.line add foreign key (order_id) references orders.shop_order;
  create function orders.refuse() returns trigger language plpgsql as $$ begin raise 'append only'; end $$;
  create trigger append_only before update or delete on orders.shop_order for each row execute function orders.refuse();
  insert into stock.level values ('made by the migration', 0)`

const database = async () => {
  const pool = await emptyDatabase()
  await pool.query(schema)
  return pool
}

async function connected<T>(pool: pg.Pool, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(pool.options.connectionString)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end()
  }
}

const schemas = ['stock', 'orders', 'absent']
const shop = await database()
await shop.query(`delete from stock.level; insert into stock.level (variant_id, on_hand, note) values ('v-lise', 41, '{"é": "\\t\\n"}');
  insert into orders.shop_order values ('o1', '\\x00ff0a', '2026-11-20T10:00:00.123456Z'); insert into orders.line (order_id) values ('o1'), ('o1')`)
const data = join(folder, 'data')
mkdirSync(join(data, 'files/media'), { recursive: true })
mkdirSync(join(data, 'secrets'))
writeFileSync(join(data, 'files/media/a.webp'), 'picture')
writeFileSync(join(data, 'files/media/.b.part'), 'half')
mkdirSync(join(data, 'files/accounts/erased'), { recursive: true })
writeFileSync(join(data, 'files/accounts/erased/canary'), '2026-11-20T10:00:00Z')
writeFileSync(join(data, 'secrets/jwt-private-key'), 'secret')
const file = join(folder, 'shop.backup')
const made = await connected(shop, (client) => writeBackup({ client, schemas, data, to: file, madeAt: new Date('2026-11-20T10:00:00Z') }))

const contents = async (pool: pg.Pool) => ({
  levels: (await pool.query('select * from stock.level')).rows as unknown,
  orders: (await pool.query('select * from orders.shop_order')).rows as unknown,
  lines: (await pool.query('select * from orders.line order by id')).rows as unknown,
})

test('a shop comes back as it was, and counts on from there', async () => {
  const manifest = await checkBackup(file)
  const target = join(folder, 'restored')
  await unpackBackup(file, target)
  const fresh = await database()
  await connected(fresh, (client) => loadDump(client, manifest.database, join(target, 'database')))
  expect(await contents(fresh)).toEqual(await contents(shop))
  expect(readFileSync(join(target, 'files/media/a.webp'), 'utf8')).toBe('picture')
  expect((await fresh.query(`insert into orders.line (order_id) values ('o1') returning id`)).rows).toEqual([{ id: '3' }])
  await expect(fresh.query('delete from orders.shop_order')).rejects.toThrow('append only')
})

test('secrets, halves and who was erased stay behind, and nobody else may read it', async () => {
  expect(made.entries.map(({ name }) => name)).toEqual([
    'database/orders.line.copy',
    'database/orders.shop_order.copy',
    'database/stock.level.copy',
    'files/media/a.webp',
  ])
  expect(statSync(file).mode & 0o077).toBe(0)
})

test('rows that come while it is written are in all tables or in none', async () => {
  const to = join(folder, 'busy.backup')
  await connected(shop, async (client) => {
    // The moment of the snapshot is the first table; an order placed after it must not show in the second.
    const placing = setInterval(
      () =>
        void shop.query(`with o as (insert into orders.shop_order (id) values (gen_random_uuid()::text) returning id)
      insert into orders.line (order_id) select id from o`),
      1,
    )
    const { database: dump } = await writeBackup({ client, schemas, data, to, madeAt: new Date(0) }).finally(() => clearInterval(placing))
    await unpackBackup(to, join(folder, 'busy'))
    const count = (table: string) =>
      readFileSync(join(folder, 'busy/database', dump.tables.find((one) => one.table === table)!.file), 'utf8').split('\n').length
    expect(count('line')).toBe(count('shop_order') + 1) // the first order has two lines
  })
})

test('a backup of another version is refused before anything changes', async () => {
  const manifest = await checkBackup(file)
  const newer = await database()
  await newer.query(`insert into stock.migration values ('002-newer.sql')`)
  const before = await contents(newer)
  const loading = connected(newer, (client) => loadDump(client, manifest.database, join(folder, 'restored/database')))
  await expect(loading).rejects.toThrow('another version of Vitrine: stock/002-newer.sql')
  expect(await contents(newer)).toEqual(before)
})

test('a table that cannot be loaded takes all others back', async () => {
  const manifest = await checkBackup(file)
  const target = join(folder, 'damaged')
  await unpackBackup(file, target)
  writeFileSync(join(target, 'database/stock.level.copy'), 'v-lise\tmany\t{}\n')
  const fresh = await database()
  const before = await contents(fresh)
  await expect(connected(fresh, (client) => loadDump(client, manifest.database, join(target, 'database')))).rejects.toThrow(
    'invalid input syntax',
  )
  expect(await contents(fresh)).toEqual(before)
})

async function forged(entries: TarEntry[], manifest: unknown): Promise<string> {
  const path = join(folder, 'forged.backup')
  const all = [...entries, { name: 'manifest.json', from: Buffer.from(JSON.stringify(manifest)) }]
  await pipeline(Readable.from(tarBytes(all, () => {})), createGzip(), createWriteStream(path))
  return path
}

test('an archive that was cut anywhere is refused', async () => {
  const bytes = readFileSync(file)
  const path = join(folder, 'cut.backup')
  for (const share of [0, 0.1, 0.5, 0.9, 0.99]) {
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * share)))
    await expect(checkBackup(path)).rejects.toThrow(BackupFault)
  }
})

test('one changed byte is found, also where the checksum of gzip was made again', async () => {
  const plain = gunzipSync(readFileSync(file))
  const at = plain.indexOf('v-lise')
  plain[at] = 'w'.charCodeAt(0)
  const path = join(folder, 'changed.backup')
  writeFileSync(path, gzipSync(plain))
  await expect(checkBackup(path)).rejects.toThrow('stock.level.copy is not what was backed up')
})

test('an entry too many, too few, or with a way out of the folder is refused', async () => {
  const none = { format: 1, entries: [], database: { tables: [], migrations: {}, sequences: [] } }
  await expect(checkBackup(await forged([{ name: 'files/x', from: Buffer.from('x') }], none))).rejects.toThrow('not what was backed up')
  const one = { ...none, entries: [{ name: 'files/x', sizeBytes: 1, sha256: '' }] }
  await expect(checkBackup(await forged([], one))).rejects.toThrow('files/x is missing')
  for (const name of ['files/../../x', '/etc/passwd', 'secrets/jwt-private-key', 'postgres/x']) {
    const path = await forged([{ name, from: Buffer.from('x') }], none)
    await expect(checkBackup(path)).rejects.toThrow('has no place in a shop')
    await expect(unpackBackup(path, join(folder, 'out'))).rejects.toThrow('has no place in a shop')
  }
  expect(existsSync(join(folder, 'out'))).toBe(false)
  await expect(checkBackup(await forged([], { ...none, format: 2 }))).rejects.toThrow('has format 2')
})
