import { Fault } from '@vitrine/platform/rpc/fault'
import { inGroups } from '@vitrine/platform/sql/in-groups'
import { rowsPerTurn } from '@vitrine/platform/sql/once-per-turn'
import type pg from 'pg'
import type { PartAddingStore } from '../application/add-part.ts'
import type { ExpiringStore } from '../application/expire-reservations.ts'
import type { FulfillingStore } from '../application/fulfil-reservation.ts'
import type { KeepingStore } from '../application/keep-reservation.ts'
import type { PartFulfillingStore } from '../application/fulfil-part.ts'
import type { PartReleasingStore } from '../application/release-part.ts'
import type { ReleasingStore } from '../application/release-reservation.ts'
import type { Reservation, ReservationStore } from '../application/reserve-stock.ts'
import type { Reserving, Shortage } from '../domain/stock.ts'
import { addingPart } from './adding-part.ts'
import { coverWaiting } from './cover-waiting.ts'
import {
  again,
  expiring,
  first,
  fulfilling,
  fulfillingPart,
  isLive,
  keepingHeld,
  looking,
  releasing,
  releasingPart,
} from './reservation-statements.ts'
import { tellReady } from './tell-ready.ts'

interface Again {
  readonly state: string
  readonly fits: boolean
  readonly waitsUntil: string
  readonly told: number
  readonly shortages: readonly Shortage[]
}

interface First {
  readonly made: boolean
  readonly isLater: boolean
  readonly told: number
  readonly shortages: readonly Shortage[]
}

interface GivenBack {
  readonly told: number
  readonly waiting: readonly string[]
}

const attempts = 50

type Store = ReservationStore &
  KeepingStore &
  ReleasingStore &
  PartReleasingStore &
  PartAddingStore &
  FulfillingStore &
  PartFulfillingStore &
  ExpiringStore

/** Reservations in PostgreSQL. `published` wakes whoever sends events; it is called only when there is one. */
export function sqlReservationStore(pool: pg.Pool, published: () => void): Store {
  const tell = (told: number) => void (told > 0 && published())

  /** What came back goes to who waits for it. A process that dies in between leaves it to the job; nobody else can take it meanwhile. */
  async function givenBack({ told, waiting }: { told: number; waiting: readonly string[] }) {
    tell(told)
    for (const variantId of waiting) await coverWaiting(pool, variantId, published)
  }

  async function reserveAll(reservations: readonly Reservation[]) {
    const commands = JSON.stringify(reservations.map((reservation, n) => ({ n, ...reservation })))
    const { rows } = await pool.query<First & { n: number }>({ name: 'stock.reserve', text: first, values: [commands] })
    tell(rows[0]?.told ?? 0)
    const answers = new Map(rows.map((row) => [row.n, row]))
    return reservations.map((_, n): First | undefined => answers.get(n))
  }
  const reserveInGroups = inGroups(reserveAll, { keysOf: ({ id }) => [id] })

  /** Whoever goes alone comes after nobody. */
  async function reserveFirst(reservation: Reservation): Promise<First | undefined> {
    for (let attempt = 1; attempt < attempts; attempt++) {
      const answer = await reserveInGroups(reservation)
      if (!answer?.isLater) return answer
    }
    return (await reserveAll([reservation]))[0]
  }

  const keepHeld = inGroups(
    async (ids: readonly string[]) => {
      const { rows } = await pool.query<{ id: string }>({ name: 'stock.keep', text: keepingHeld, values: [JSON.stringify(ids.toSorted())] })
      const kept = new Set(rows.map(({ id }) => id))
      return ids.map((id) => kept.has(id))
    },
    { keysOf: (id) => [id] },
  )

  const thoseOf = rowsPerTurn(
    async (ids) => {
      // PostgreSQL is not to see how many they are: for a few it would plan anew each time.
      const text = 'select id from stock.reservation where id = any((select $1::text[])::text[])'
      return (await pool.query<{ id: string }>({ name: 'stock.those-of', text, values: [ids] })).rows
    },
    ({ id }) => id,
  )

  async function renew(id: string, to: { state: string; expiresAt: Date | null; takeFrom: string[] }, rest: unknown[]) {
    const values = [id, to.state, to.expiresAt, to.takeFrom, ...rest]
    const { rows } = await pool.query<Again>({ name: 'stock.again', text: again, values })
    if (rows[0]) tell(rows[0].told)
    return rows[0]
  }

  /** Gives back from a reservation, anew where pieces were added to it meanwhile; one in no such state is left as it is. */
  async function ofLatest(id: string, states: readonly string[], query: pg.QueryConfig) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { rows } = await pool.query<GivenBack & { moved: number }>(query)
      const [back] = rows
      if (back && back.moved > 0) return givenBack(back)
      if ((await pool.query(isLive, [id, states])).rowCount === 0) return
    }
    throw new Fault('unavailable', `reservation ${id} changes too fast`)
  }

  return {
    async reserve(reservation) {
      const answer = await reserveFirst(reservation)
      if (answer?.made) return { outcome: 'reserved' }
      const { id, demand, expiresAt, reservedAt, eventId } = reservation
      // What is short may have gone to this very id, asked for twice at once. Only a new statement sees what the other call did.
      if (answer && (await thoseOf([id])).length === 0) return { outcome: 'out-of-stock', shortages: answer.shortages }
      const wanted = [demand.map(({ variantId }) => variantId), demand.map(({ quantity }) => quantity)]
      const takeFrom = ['expired', 'released']
      const found = await renew(id, { state: 'held', expiresAt, takeFrom }, [...wanted, reservedAt, eventId])
      if (!found) throw new Fault('unavailable', `reservation ${id} was there and is not`)
      return found.fits ? decided(found.shortages) : { outcome: 'other-lines' }
    },

    async keep(id, at, eventId) {
      if (await keepHeld(id)) return { outcome: 'kept', waitsUntil: '' }
      const found = await renew(id, { state: 'kept', expiresAt: null, takeFrom: ['expired'] }, [null, null, at, eventId])
      if (!found || found.state === 'released') return { outcome: 'not-reserved' }
      const kept = decided(found.shortages)
      return kept.outcome === 'reserved' ? { outcome: 'kept', waitsUntil: found.waitsUntil } : kept
    },

    async release(id, at, eventId) {
      await ofLatest(id, ['held', 'kept', 'expired'], { name: 'stock.release', text: releasing, values: [id, at, eventId] })
    },

    async releasePart({ id, reservationId, variantId, quantity, addedBy }, at, eventId) {
      const values = [reservationId, at, eventId, variantId, quantity, id, addedBy]
      await ofLatest(reservationId, ['held', 'kept'], { name: 'stock.release.part', text: releasingPart, values })
      await tellReady(pool, published) // what it waited for may be what was given back
    },

    async addPart({ id, reservationId, variantId, quantity }, at, eventId) {
      type Row = { isKept: boolean; added: boolean; told: number; shortages: Shortage[] }
      const values = [reservationId, at, eventId, variantId, quantity, id]
      const { rows } = await pool.query<Row>({ name: 'stock.add.part', text: addingPart, values })
      const { isKept, added, told, shortages } = rows[0]! // a select without from always answers one row
      tell(told)
      if (added) return { outcome: 'reserved' }
      // A twin may have taken what is short now.
      const { rowCount } = await pool.query('select from stock.part_addition where id = $1', [id])
      if (rowCount === 1) return { outcome: 'reserved' }
      return isKept ? decided(shortages) : { outcome: 'not-kept' }
    },

    async fulfilPart({ id, reservationId, variantId, quantity }, at) {
      const values = [reservationId, at, variantId, quantity, id]
      const { rows } = await pool.query<{ isWaiting: boolean }>({ name: 'stock.fulfil.part', text: fulfillingPart, values })
      return rows[0]!.isWaiting ? 'waiting' : 'fulfilled' // a select without from always answers one row
    },

    async fulfil(id, at) {
      const { rows } = await pool.query<{ state: string; waiting: number }>({ name: 'stock.fulfil', text: fulfilling, values: [id, at] })
      const [found] = rows
      if (!found || found.state === 'expired' || found.state === 'released') return 'not-reserved'
      return found.waiting > 0 ? 'waiting' : 'fulfilled'
    },

    async expire(at, eventId) {
      const { rows: looked } = await pool.query<{ isDue: boolean }>({ name: 'stock.expire.look', text: looking, values: [at] })
      if (!looked[0]!.isDue) return 0
      const values = [100, at, eventId]
      const { rows } = await pool.query<GivenBack & { moved: number }>({ name: 'stock.expire', text: expiring, values })
      await givenBack(rows[0]!)
      return rows[0]!.moved
    },
  }
}

const decided = (shortages: readonly Shortage[]): Reserving =>
  shortages.length === 0 ? { outcome: 'reserved' } : { outcome: 'out-of-stock', shortages }
