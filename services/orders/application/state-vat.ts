import type { Client } from '@connectrpc/connect'
import type { PricingService } from '@vitrine/contracts/pricing/v1'
import type { DueDocument, InvoiceBody } from '../domain/invoice.ts'
import { statedVat } from '../domain/stated-vat.ts'

export interface VatNeeds {
  readonly pricing: Pick<Client<typeof PricingService>, 'listKeptCurrencies'>
  /** In which the shop owes its VAT. */
  readonly vatCurrency: string
}

const timeoutMs = 2_000

/**
 * The document with its VAT in the currency the shop owes it in, where its own is another. The rate is that of pricing now, and from the first document of an order
 * on that one's. A currency without a rate, each of whose prices is set, has none: then nothing is stated. Fault: `unavailable` when pricing is; ask again.
 */
export async function withStatedVat(
  { pricing, vatCurrency }: VatNeeds,
  due: DueDocument,
  issued: readonly InvoiceBody[],
): Promise<DueDocument> {
  const { body } = due
  if (body.currency === vatCurrency || body.taxes.length === 0) return due
  const known = issued.find(({ vat }) => vat)?.vat?.ratePpb
  // What was issued without stays so to the last credit note.
  const ratePpb = known ?? (issued.length > 0 ? undefined : await rateOf(pricing, body.currency, vatCurrency))
  if (ratePpb === undefined) return due
  const notes = issued.filter(({ kind }) => kind === body.kind) // each is what is missing of the sum, to the cent
  return { ...due, body: { ...body, vat: statedVat(vatCurrency, ratePpb, taxOf([body]), taxOf(notes)) } }
}

const taxOf = (bodies: readonly InvoiceBody[]): number =>
  bodies.flatMap(({ taxes }) => taxes).reduce((sum, { taxMinor }) => sum + taxMinor, 0)

async function rateOf(pricing: VatNeeds['pricing'], code: string, from: string): Promise<number | undefined> {
  const { currencies } = await pricing.listKeptCurrencies({}, { timeoutMs })
  const rule = currencies.find((currency) => currency.code === code)?.conversion
  return rule?.from === from ? Number(rule.ratePpb) : undefined
}
