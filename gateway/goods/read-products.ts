import { cleanInput } from '../guards/clean-input.ts'
import { type ImportedProduct, importedProduct } from '../schemas/admin-products.ts'
import { CsvFault, csvRows } from './csv.ts'
import { headErrors, placeOf, productOfRows, type ProductRows, type RowError, rowOf } from './product-csv.ts'

export type ImportType = 'text/csv' | 'application/x-ndjson'

/** What stands in a file at one place: a product, or what is wrong with it. `place` says where a field of it is written. */
export interface FileEntry {
  readonly product?: ImportedProduct
  readonly errors: readonly RowError[]
  readonly place: (path: string) => Omit<RowError, 'message'>
}

/**
 * The products of a file, one after the other, each read and checked by itself: NDJSON, one a line, or CSV, one variant a row.
 *
 * A slug or SKU that stands twice in the file is an error where it stands again. A broken end is an error of its own, after what could be read.
 */
export async function* productsIn(
  type: ImportType,
  chunks: AsyncIterable<string> | Iterable<string>,
  currency: string,
): AsyncGenerator<FileEntry> {
  const seen = { slug: new Map<string, number>(), sku: new Map<string, number>() }
  try {
    for await (const { raw, errors, place } of type === 'text/csv' ? inCsv(chunks, currency) : inLines(chunks)) {
      const checked = errors.length > 0 ? { errors } : check(raw, place)
      const twice = 'product' in checked ? twiceIn(checked.product, place) : []
      yield { ...checked, errors: [...checked.errors, ...twice], place }
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    yield { errors: [{ line: error.line, field: '', message: error.message }], place: () => ({ line: error.line, field: '' }) }
  }

  function twiceIn({ slug, variants }: ImportedProduct, place: FileEntry['place']): RowError[] {
    const names = [['slug', slug, 'slug'] as const, ...variants.map(({ sku }, n) => ['sku', sku, `variants[${n}].sku`] as const)]
    return names.flatMap(([kind, value, path]) => {
      const [at, before] = [place(path), seen[kind].get(value)]
      if (before === undefined) seen[kind].set(value, at.line)
      return before === undefined ? [] : [{ ...at, message: `stands in line ${before} already` }]
    })
  }
}

function check(raw: unknown, place: FileEntry['place']): Pick<FileEntry, 'product' | 'errors'> {
  const cleaned = cleanInput(raw)
  if ('problem' in cleaned) return { errors: [{ ...place(''), message: 'holds a field that is not taken' }] }
  const read = importedProduct.safeParse(cleaned.clean)
  if (read.success) return { product: read.data, errors: [] }
  return {
    errors: read.error.issues.flatMap((issue) => {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys : ['']
      return unknown.map((key) => {
        const path = [...issue.path, ...(key ? [key] : [])].map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
        return { ...place(path.join('').slice(1)), message: key ? 'there is no such field' : issue.message }
      })
    }),
  }
}

interface RawEntry {
  readonly raw: unknown
  readonly errors: readonly RowError[]
  readonly place: FileEntry['place']
}

/** Longer than any product of 1,000 variants needs. */
const longestLine = 2_000_000

async function* inLines(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<RawEntry> {
  let [rest, number] = ['', 0]
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) throw new CsvFault(number + lines.length + 1, 'the line is too long')
    for (const line of lines) yield* entryOf(line)
  }
  yield* entryOf(rest)

  function* entryOf(text: string): Generator<RawEntry> {
    const line = ++number
    const bare = line === 1 ? text.replace(/^\uFEFF/, '') : text
    if (bare.trim() === '') return
    const place = (field: string) => ({ line, field })
    try {
      yield { raw: JSON.parse(bare) as unknown, errors: [], place }
    } catch {
      yield { raw: undefined, errors: [{ line, field: '', message: 'is not JSON' }], place }
    }
  }
}

async function* inCsv(chunks: AsyncIterable<string> | Iterable<string>, currency: string): AsyncGenerator<RawEntry> {
  let columns: readonly string[] | undefined
  let rows: ProductRows['rows'][number][] = []
  const whole = (): RawEntry => {
    const product = { rows }
    const { product: raw, errors } = productOfRows(product, currency)
    return { raw, errors, place: (path) => placeOf(product, path) }
  }
  for await (const read of csvRows(chunks)) {
    if (!columns) {
      columns = read.cells.map((name) => name.trim())
      const errors = headErrors({ ...read, cells: columns })
      if (errors.length > 0) return void (yield { raw: undefined, errors, place: (field) => ({ line: read.line, field }) })
      continue
    }
    const row = rowOf(columns, read)
    if ('message' in row) {
      yield { raw: undefined, errors: [row], place: (field) => ({ line: read.line, field }) }
      continue
    }
    if (rows.length > 0 && row.cells.get('slug') !== rows[0]?.cells.get('slug')) {
      yield whole()
      rows = []
    }
    rows.push(row)
    if (rows.length > 1_001) throw new CsvFault(read.line, 'a product has at most 1000 variants')
  }
  if (rows.length > 0) yield whole()
}
