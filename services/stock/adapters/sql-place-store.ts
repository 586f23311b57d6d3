import { Fault } from '@vitrine/platform/rpc/fault'
import type pg from 'pg'
import type { PlaceStore } from '../application/keep-places.ts'
import type { Place } from '../domain/place.ts'

const all = 'select id, name, kind, turn from stock.place order by turn, id'
const put = `
  insert into stock.place (id, name, kind, turn) values ($1, $2, $3, $4)
  on conflict (id) do update set name = excluded.name, kind = excluded.kind, turn = excluded.turn`

/** Places in PostgreSQL. */
export const sqlPlaceStore = (pool: pg.Pool): PlaceStore => ({
  places: async () => (await pool.query<Place>({ name: 'stock.places', text: all })).rows,
  async putPlace({ id, name, kind, turn }) {
    await pool.query({ name: 'stock.place.put', text: put, values: [id, name, kind, turn] })
  },
})

/** A movement names a place nobody made: its foreign key (PostgreSQL, appendix A, 23503) becomes a fault of the caller. */
export const unknownPlace =
  (placeId: string) =>
  (error: unknown): never => {
    if (error instanceof Error && 'code' in error && error.code === '23503') throw new Fault('not-found', `no place ${placeId}`)
    throw error
  }
