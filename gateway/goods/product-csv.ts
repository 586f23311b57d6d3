import { decimalOf, minorOf } from '@vitrine/contracts/currency'
import type { ImportedProduct } from '../schemas/admin-products.ts'
import { csvLine, type CsvRow, fromCell } from './csv.ts'

/**
 * Products as a table: one variant a row, the rows of a product together. What belongs to the product stands in its first row and is empty
 * or the same in the others. Codes and texts stand as they are; lists, numbers and yes or no as JSON; prices as decimals.
 */

const texts = ['name.fr', 'name.en', 'summary.fr', 'summary.en', 'description.fr', 'description.en'] as const
const productColumns = ['slug', 'kind', 'brand', ...texts, 'categoryIds', 'status', 'images'] as const
const variantColumns = ['sku', 'price', 'priceBefore', 'currency'] as const
/** Written where a product of the file says it. */
const taxColumn = 'taxClass'
const fixed: ReadonlySet<string> = new Set([...productColumns, ...variantColumns, taxColumn])
const open = /^(attributes|options|variant\.attributes)\.[A-Za-z][A-Za-z0-9]{0,39}$/
const required = ['slug', 'kind', 'name.fr', 'sku']

/** A mistake in a file, where it is. */
export interface RowError {
  readonly line: number
  readonly field: string
  readonly message: string
}

/** The rows of one product, read by their columns. */
export interface ProductRows {
  readonly rows: readonly { readonly line: number; readonly cells: ReadonlyMap<string, string> }[]
}

/** What is wrong with the first line of a file; nothing for one that can be read. */
export function headErrors({ line, cells }: CsvRow): RowError[] {
  const wrong = (field: string, message: string) => ({ line, field, message })
  return [
    ...cells.filter((name) => !fixed.has(name) && !open.test(name)).map((name) => wrong(name, 'there is no such column')),
    ...cells.filter((name, n) => cells.indexOf(name) !== n).map((name) => wrong(name, 'the column is there twice')),
    ...required.filter((name) => !cells.includes(name)).map((name) => wrong(name, 'the column is missing')),
  ]
}

/** A row by its columns, or that it has too many or too few. */
export function rowOf(columns: readonly string[], { line, cells }: CsvRow): ProductRows['rows'][number] | RowError {
  if (cells.length !== columns.length) return { line, field: '', message: `${cells.length} cells under ${columns.length} columns` }
  return { line, cells: new Map(columns.map((name, n) => [name, fromCell(cells[n] ?? '')])) }
}

const isProducts = (column: string) => column.startsWith('attributes.') || (productColumns as readonly string[]).includes(column)

/** The product these rows say, before anybody checked it; and cells that cannot be read. */
export function productOfRows(
  { rows }: ProductRows,
  currency: string,
): { readonly product: unknown; readonly errors: readonly RowError[] } {
  const errors: RowError[] = []
  const [first] = rows
  const cell = (column: string) => first?.cells.get(column) ?? ''
  for (const { line, cells } of rows.slice(1))
    for (const [field, text] of cells)
      if (isProducts(field) && text !== '' && text !== cell(field))
        errors.push({ line, field, message: `differs from line ${first?.line}, where the product begins` })
  const text = (name: string) => ({ fr: cell(`${name}.fr`), en: cell(`${name}.en`) })
  const product = {
    ...{ slug: cell('slug'), kind: cell('kind'), brand: cell('brand') },
    ...{ name: text('name'), summary: text('summary'), description: text('description') },
    categoryIds: cell('categoryIds').split('|').filter(Boolean),
    attributes: prefixed(first?.cells, 'attributes.', valueOf),
    images: cell('images') ? valueOf(cell('images')) : [],
    status: cell('status') || undefined,
    variants: rows.map(({ line, cells }) => {
      const money = (field: string) => {
        const [written = '', its] = [cells.get(field), cells.get('currency') || currency]
        if (written === '') return {}
        const amountMinor = minorOf(written, its) ?? Number.NaN
        if (Number.isNaN(amountMinor)) errors.push({ line, field, message: 'a price is written like 129.00' })
        return { [field]: { amountMinor, currency: its } }
      }
      return {
        sku: cells.get('sku') ?? '',
        options: prefixed(cells, 'options.', (code) => code),
        attributes: prefixed(cells, 'variant.attributes.', valueOf),
        ...money('price'),
        ...money('priceBefore'),
        ...(cells.get(taxColumn) && { taxClass: cells.get(taxColumn) }),
      }
    }),
  }
  return { product, errors }
}

/** Line and column of a field, as schemas and services name fields: `variants[1].options.colour`. */
export function placeOf({ rows }: ProductRows, path: string): Omit<RowError, 'message'> {
  const [, number, own = ''] = /^variants\[(\d+)\]\.?(.*)$/.exec(path) ?? []
  const line = rows[Number(number ?? 0)]?.line ?? rows[0]?.line ?? 1
  const [column = ''] = /^(name|summary|description|attributes|options)\.\w+|^\w+/.exec(number === undefined ? path : own) ?? []
  // A variant's attributes lie over those of its product: the one that is written is the one to mend.
  const isOwn = number !== undefined && rows[Number(number)]?.cells.get(`variant.${column}`)
  return { line, field: isOwn ? `variant.${column}` : column }
}

function prefixed(cells: ReadonlyMap<string, string> | undefined, prefix: string, read: (text: string) => unknown) {
  const named = [...(cells ?? [])].filter(([column, text]) => column.startsWith(prefix) && text !== '')
  return Object.fromEntries(named.map(([column, text]) => [column.slice(prefix.length), read(text)]))
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // a code or a text, as it stands
  }
}

const textOf = (value: unknown): string => {
  if (typeof value === 'string' && value !== '' && valueOf(value) === value) return value
  return JSON.stringify(value)
}

/** The columns of a file that holds these products. */
export function csvColumns(products: readonly ImportedProduct[]): string[] {
  const seen = new Set<string>()
  for (const { attributes, variants } of products) {
    for (const name of Object.keys(attributes)) seen.add(`attributes.${name}`)
    for (const variant of variants) {
      for (const axis of Object.keys(variant.options)) seen.add(`options.${axis}`)
      for (const name of Object.keys(variant.attributes)) seen.add(`variant.attributes.${name}`)
    }
  }
  const hasTaxes = products.some(({ variants }) => variants.some(({ taxClass }) => taxClass))
  return [...productColumns, ...[...seen].toSorted(), ...variantColumns, ...(hasTaxes ? [taxColumn] : [])]
}

/** A product as lines of a CSV file with these columns. */
export function csvOfProduct(product: ImportedProduct, columns: readonly string[]): string {
  const { slug, kind, brand, name, summary, description, categoryIds, status, images } = product
  const shared: Record<string, string> = {
    ...{ slug, kind, brand, 'name.fr': name.fr, 'name.en': name.en, 'summary.fr': summary.fr, 'summary.en': summary.en },
    ...{ 'description.fr': description.fr, 'description.en': description.en, categoryIds: categoryIds.join('|'), status },
    ...(images.length > 0 && { images: JSON.stringify(images) }),
    ...named('attributes.', product.attributes),
  }
  return product.variants
    .map((variant, n) => {
      const { sku, price, priceBefore, taxClass } = variant
      const own: Record<string, string> = {
        ...{ slug, sku },
        ...Object.fromEntries(Object.entries(variant.options).map(([axis, code]) => [`options.${axis}`, code])),
        ...named('variant.attributes.', variant.attributes),
        ...(price && { price: decimalOf(price), currency: price.currency }),
        ...(priceBefore && { priceBefore: decimalOf(priceBefore) }),
        ...(taxClass && { taxClass }),
      }
      const cells = n === 0 ? { ...shared, ...own } : own
      return csvLine(columns.map((column) => cells[column] ?? ''))
    })
    .join('')
}

const named = (prefix: string, values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, textOf(value)]))
