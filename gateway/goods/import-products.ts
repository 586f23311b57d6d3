import { type CallOptions, Code, ConnectError } from '@connectrpc/connect'
import type { Product, PutProductResponse } from '@vitrine/contracts/catalog/v1'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { Peers } from '../peers.ts'
import type { AdminProduct, ImportedProduct, ImportReport } from '../schemas/admin-products.ts'
import { putProduct } from './put-product.ts'
import { type FileEntry, type ImportType, productsIn } from './read-products.ts'

export interface ImportNeeds {
  readonly peers: Pick<Peers, 'catalog' | 'pricing'>
  readonly ids: Ids
  /** Of prices that name none. */
  readonly currency: string
  /** For each call of a service. */
  readonly options: () => CallOptions
}

export interface ImportSource {
  readonly type: ImportType
  /** The text of the file from its beginning; asked for twice by an import of all or nothing. */
  readonly chunks: () => AsyncIterable<string> | Iterable<string>
}

export interface ImportWish {
  readonly isDryRun?: boolean
  readonly isAllOrNothing?: boolean
  /** Heard after every product. */
  readonly onProgress?: (report: ImportReport) => void
}

/** How many errors a report names [our choice]; the rest are counted. */
const mostErrors = 1_000
/** Products put at once: the catalogue takes one at a time, the calls around it overlap. */
const width = 4

/**
 * Puts the products of a file into the shop: made where the slug is new, changed where it is known, left alone where nothing differs.
 *
 * Variants are known by their SKU and keep their ids. Each product is put whole or not at all, and wrong ones do not stop the others;
 * with `isAllOrNothing` a file with any error changes nothing. The same file again changes nothing, so an import that was cut is run again.
 * `isDryRun` checks everything, what services refuse included, and changes nothing. Faults are those of the services.
 */
export async function importProducts(needs: ImportNeeds, source: ImportSource, wish: ImportWish = {}): Promise<ImportReport> {
  const { isDryRun = false, isAllOrNothing = false, onProgress = () => {} } = wish
  if (isAllOrNothing && !isDryRun) {
    const looked = await importProducts(needs, source, { isDryRun: true })
    if (looked.errors.length > 0) return { ...looked, dryRun: false, created: 0, changed: 0, unchanged: 0 }
  }
  let report: ImportReport = { dryRun: isDryRun, products: 0, created: 0, changed: 0, unchanged: 0, refused: 0, errors: [] }
  const entries = productsIn(source.type, source.chunks(), needs.currency)
  const worker = async () => {
    for (let next = await entries.next(); !next.done; next = await entries.next()) {
      const imported = await importOne(needs, next.value, isDryRun)
      report = counted(report, imported)
      onProgress(report)
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return { ...report, errors: report.errors.toSorted((a, b) => a.line - b.line) }
}

type Imported = { readonly how: 'created' | 'changed' | 'unchanged' | 'refused'; readonly errors: ImportReport['errors'] }

function counted(report: ImportReport, { how, errors }: Imported): ImportReport {
  const room = mostErrors - report.errors.length
  return {
    ...report,
    products: report.products + 1,
    [how]: report[how] + 1,
    errors: room > 0 && errors.length > 0 ? [...report.errors, ...errors.slice(0, room)] : report.errors,
  }
}

async function importOne(needs: ImportNeeds, { product, errors, place }: FileEntry, isDryRun: boolean): Promise<Imported> {
  if (!product || errors.length > 0) return { how: 'refused', errors: [...errors] }
  try {
    const before = await found(needs, product.slug)
    const id = before?.id ?? needs.ids()
    const putting = { before, expectedVersion: before?.version ?? 0, isDryRun }
    const { result } = await putProduct(needs.peers, id, withIds(product, before, needs.ids), { ...putting, isDryRun: true }, needs.options)
    const refusal = refusalOf(result, product)
    if (refusal) return refused(refusal)
    const answer = isDryRun
      ? result
      : (await putProduct(needs.peers, id, withIds(product, before, needs.ids), putting, needs.options)).result
    const late = refusalOf(answer, product)
    if (late) return refused(late)
    const version = answer.case === 'put' ? answer.value.version : 0
    return { how: !before ? 'created' : version === before.version ? 'unchanged' : 'changed', errors: [] }
  } catch (error) {
    // Services name the field first: `variants[0].options: axes colour as in the first variant`.
    if (!(error instanceof ConnectError) || error.code !== Code.InvalidArgument) throw error
    const [, path = '', message = error.rawMessage] = /^([\w.[\]-]+): (.*)$/s.exec(error.rawMessage) ?? []
    return refused([path, message])
  }

  function refused([path, message]: readonly [path: string, message: string]): Imported {
    return { how: 'refused', errors: [{ ...place(path), message }] }
  }
}

async function found({ peers, currency, options }: ImportNeeds, slug: string): Promise<Product | undefined> {
  try {
    const { product } = await peers.catalog.getProduct({ idOrSlug: slug, locale: 'fr', currency, unpublished: true }, options())
    return product?.slug === slug ? product : undefined
  } catch (error) {
    if (error instanceof ConnectError && error.code === Code.NotFound) return undefined
    throw error
  }
}

/** A variant that the product has already, by its SKU, keeps its id: carts and stock know it by that. */
function withIds(product: ImportedProduct, before: Product | undefined, ids: Ids): AdminProduct {
  const idOf = new Map(before?.variants.map(({ sku, id }) => [sku, id]))
  return { ...product, variants: product.variants.map((variant) => ({ ...variant, id: idOf.get(variant.sku) ?? ids() })) }
}

function refusalOf(result: PutProductResponse['result'], product: ImportedProduct): readonly [path: string, message: string] | undefined {
  switch (result.case) {
    case 'put':
      return undefined
    case 'slugTaken':
      return ['slug', 'another product has it']
    case 'skuTaken': {
      const { sku } = result.value
      return [`variants[${product.variants.findIndex((variant) => variant.sku === sku)}].sku`, 'another product has it']
    }
    case 'notPublishable':
      return [result.value.missing[0] ?? 'status', `cannot be published without ${result.value.missing.join(', ')}`]
    case 'stale':
      return ['slug', 'somebody is changing this product: run the file again']
    case undefined:
      throw new Error('catalog answered with a result this version does not know')
  }
}
