import pg from 'pg'

type Parse = (text: string) => unknown
type Wire = pg.Connection
interface Field {
  readonly name: string
  readonly dataTypeID: number
}

/** The part of the driver's query that its types leave out. */
interface DriverQuery {
  name: string
  text: string
  values: unknown[] | undefined
  readonly _result: { fields: readonly Field[]; readonly rows: pg.QueryResultRow[] }
  _canceledDueToError: unknown
  /** Sends parse where it must, bind, describe, execute and sync. */
  prepare(wire: Wire): void
  handleRowDescription(message: { readonly fields: readonly Field[] }): void
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void
  handleCommandComplete(message: unknown, wire: Wire): void
}
const DriverQuery = pg.Query as unknown as new (text: string) => DriverQuery

/** What a named statement of one connection answers with. */
interface Described {
  readonly fields: readonly Field[]
  readonly rowOf: (values: readonly (string | null)[]) => pg.QueryResultRow
}

export interface NamedStatement {
  readonly name: string
  readonly text: string
  readonly values?: unknown[]
}

/** What one connection knows of its named statements. */
export interface Descriptions {
  readonly of: Map<string, Described>
  readonly parserOf: (typeId: number) => Parse
  /** The connection, which asks for no description. */
  readonly quiet: Wire
}

/** A new connection knows nothing yet. */
export const noDescriptions = (wire: Wire, parserOf: Descriptions['parserOf']): Descriptions => ({
  of: new Map(),
  parserOf,
  quiet: Object.create(wire, { describe: { value: () => {} } }) as Wire,
})

/**
 * A named statement whose columns PostgreSQL describes once for each connection, where the driver has them described, sent and read at every call.
 * They cannot change meanwhile: PostgreSQL refuses a prepared statement whose columns did ("cached plan must not change result type").
 * Limits: not behind a pooler that prepares statements anew on other connections, as PgBouncer may.
 */
export class DescribedQuery extends DriverQuery {
  readonly #known: Descriptions
  #described: Described | undefined

  constructor({ name, text, values }: NamedStatement, known: Descriptions) {
    super('')
    this.name = name
    this.text = text
    this.values = values
    this.#known = known
  }

  override prepare(wire: Wire) {
    this.#described = this.#known.of.get(this.name)
    if (!this.#described) return super.prepare(wire)
    this._result.fields = this.#described.fields
    super.prepare(this.#known.quiet)
  }

  override handleRowDescription({ fields }: { readonly fields: readonly Field[] }) {
    this._result.fields = fields
    this.#described = { fields, rowOf: rowOf(fields, this.#known.parserOf) }
    this.#known.of.set(this.name, this.#described)
  }

  override handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }) {
    if (this._canceledDueToError) return
    try {
      this._result.rows.push(this.#described!.rowOf(fields)) // rows come after their description
    } catch (error) {
      this._canceledDueToError = error // said once the statement ended, as the driver does
    }
  }

  override handleCommandComplete(message: unknown, wire: Wire) {
    if (!this.#described) this.#known.of.set(this.name, nothing)
    super.handleCommandComplete(message, wire)
  }
}

/** What a statement answers with that has no columns. */
const nothing: Described = { fields: [], rowOf: () => ({}) }

function rowOf(fields: readonly Field[], parserOf: (typeId: number) => Parse): Described['rowOf'] {
  const columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }))
  const empty = Object.fromEntries(columns.map(({ name }) => [name, null as unknown]))
  return (values) => {
    const row = { ...empty }
    for (let n = 0; n < columns.length; n++) {
      const value = values[n]!
      if (value !== null) row[columns[n]!.name] = columns[n]!.parse(value)
    }
    return row
  }
}
