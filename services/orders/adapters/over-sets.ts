import { type Grouping, inGroups } from '@vitrine/platform/sql/in-groups'
import type pg from 'pg'

interface Known {
  readonly id: string
}

/**
 * A statement that takes a set of commands, a row each, and answers rows that bear the ids of those that were carried out (`docs/decisions/0036`).
 * Commands are handed over in order of id, in which they lock what they change; `n` says in which order they came. Those of one transaction leave together
 * where their store is one (`perConnection`).
 */
export function overSets<Command extends Known, Row extends Known>(
  db: pg.Pool | pg.PoolClient,
  { name, text, keysOf = ({ id }: Command) => [id] }: { readonly name: string; readonly text: string } & Partial<Grouping<Command>>,
): (command: Command) => Promise<Row | undefined> {
  const run = async (given: readonly Command[]) => {
    const ordered = given.map((command, n) => ({ n, ...command })).toSorted((one, other) => (one.id < other.id ? -1 : 1))
    const { rows } = await db.query<Row>({ name, text, values: [JSON.stringify(ordered)] })
    return answersOf(given, rows)
  }
  return inGroups(run, { keysOf })
}

/** The ids of a question. PostgreSQL is not to see how many they are: for a few it would not keep a plan, and plan anew each time. */
export const asked = '(select $1::text[])::text[]'

/** A question that takes a set of ids. */
export function byIds<Row extends Known>(
  db: pg.Pool | pg.PoolClient,
  name: string,
  text: string,
): (id: string) => Promise<Row | undefined> {
  const run = async (wanted: readonly Known[]) => {
    const { rows } = await db.query<Row>({ name, text, values: [[...new Set(wanted.map(({ id }) => id))]] })
    return answersOf(wanted, rows)
  }
  const ask = inGroups(run, { keysOf: () => [] })
  return (id) => ask({ id })
}

function answersOf<Row extends Known>(given: readonly Known[], rows: readonly Row[]): (Row | undefined)[] {
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  return given.map(({ id }) => rowOf.get(id))
}
