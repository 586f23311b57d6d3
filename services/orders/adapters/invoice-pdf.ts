import { readFile } from 'node:fs/promises'
import { amountFormat, minorDigits } from '@vitrine/contracts/currency'
import type PDFDocument from 'pdfkit'
import type { Invoice } from '../application/issue-invoices.ts'
import type { Address } from '../domain/address.ts'
import type { InvoiceBody, InvoiceRow } from '../domain/invoice.ts'
import type { StatedVat } from '../domain/stated-vat.ts'
import { type InvoiceWords, invoiceWordsOf } from './invoice-words.ts'
import { hasOtherLetters, isInNotoSans, printable } from './printable-text.ts'

/** Points: A4 with margins of 2 cm. */
const margin = 57
const right = 538
const bottom = 770
/** Where the columns of a row end. */
const columns = { name: 310, quantity: 370, unit: 455, amount: right } as const
const grey = '#565048'
const rule = '#ddd6ca'

interface Format {
  readonly words: InvoiceWords
  readonly money: (amountMinor: number) => string
  readonly day: (instant: Date) => string
  readonly rate: (ppm: number) => string
  /** `€39.21, at €1 = US$1.0834`: VAT in the currency it is owed in, with its rate. */
  readonly vat: (stated: StatedVat) => { readonly amount: string; readonly rate: string }
  readonly country: (code: string) => string
  readonly language: 'fr' | 'en'
}

/**
 * An invoice or credit note as PDF 1.4 on A4. The same document gives the same bytes: its day is the day it was issued, never today.
 * Set in the fonts every reader has; where it names somebody or something in letters those do not know, in Noto Sans, of which what it uses is embedded.
 * Limits: Latin, Greek and Cyrillic; letters of other scripts become a question mark. `fonts` is the folder of Noto Sans.
 */
export async function invoicePdf({ number, body, issuedAt }: Invoice, fonts: URL): Promise<Uint8Array> {
  // Read when the first invoice is printed: a start does not wait for it, a shop at rest does not hold its fonts.
  const { default: Document } = await import('pdfkit')
  const format = formatOf(body)
  const { words } = format
  const info = { Title: `${words[body.kind]} ${number}`, Author: body.seller[0] ?? '', CreationDate: issuedAt, ModDate: issuedAt }
  const document = new Document({ size: 'A4', margin, bufferPages: true, lang: format.language, info })
  const faces = hasOtherLetters(JSON.stringify(body)) ? await embedded(document, fonts) : usual
  const page: Page = Object.assign(document, { faces })
  const written = new Promise<Uint8Array>((resolve, reject) => {
    const parts: Uint8Array[] = []
    page.on('data', (part: Uint8Array) => parts.push(part))
    page.on('end', () => resolve(Buffer.concat(parts)))
    page.on('error', reject)
  })
  const y = head(page, number, issuedAt, body, format)
  sums(page, rows(page, y, body, format), body, format)
  foot(page, number, words)
  page.end()
  return written
}

function formatOf({ locale, currency, timeZone = 'Europe/Paris' }: InvoiceBody): Format {
  const [tag, language] = locale === 'en' ? (['en-GB', 'en'] as const) : (['fr-FR', 'fr'] as const)
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 })
  const countries = new Intl.DisplayNames(tag, { type: 'region' })
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone })
  return {
    words: invoiceWordsOf(locale),
    money: amountFormat(tag, currency),
    day: (instant) => date.format(instant),
    country: (code) => countries.of(code) ?? code,
    rate: (ppm) => percent.format(ppm / 1_000_000),
    vat: ({ currency: of, ratePpb, taxMinor }) => {
      const one = 10 ** minorDigits(of)
      const other = new Intl.NumberFormat(tag, { style: 'currency', currency, maximumSignificantDigits: 9 })
      const rate = other.format((ratePpb / 1_000_000_000) * (one / 10 ** minorDigits(currency)))
      return { amount: amountFormat(tag, of)(taxMinor), rate: `${amountFormat(tag, of)(one)} = ${rate}` }
    },
    language,
  }
}

interface Faces {
  readonly plain: string
  readonly bold: string
  /** A text in the letters these have. */
  readonly shown: (text: string) => string
}
type Page = InstanceType<typeof PDFDocument> & { readonly faces: Faces }

const usual: Faces = { plain: 'Helvetica', bold: 'Helvetica-Bold', shown: (text) => printable(text) }

async function embedded(document: InstanceType<typeof PDFDocument>, fonts: URL): Promise<Faces> {
  const [plain, bold] = await Promise.all(['noto-sans-400.ttf', 'noto-sans-700.ttf'].map((file) => readFile(new URL(file, fonts))))
  document.registerFont('plain', plain!).registerFont('bold', bold!) // both files, or it is thrown
  return { plain: 'plain', bold: 'bold', shown: (text) => printable(text, isInNotoSans) }
}

function head(page: Page, number: string, issuedAt: Date, body: InvoiceBody, { words, day, country }: Format): number {
  const { kind, seller, buyer, shipTo, orderNumber, orderedAt, invoiceNumber, reason } = body
  write(page, `${words[kind]} ${words.number(number)}`, margin, margin, { size: 20 })
  const asked = day(new Date(orderedAt))
  const facts = [words.issued(day(issuedAt)), orderNumber === '' ? words.trial(asked) : words.order(orderNumber, asked)]
  if (kind === 'credit-note') facts.push(words.about(invoiceNumber))
  if (kind === 'credit-note' && reason) facts.push(words.reason((words.reasons as Readonly<Record<string, string>>)[reason] ?? reason))
  // A reason may be a long sentence: it stays on the page.
  let top = margin + 32
  for (const fact of facts) top += write(page, fact, margin, top, { colour: grey, width: right - margin })
  top += 20
  const blocks = [
    { title: words.seller, lines: seller },
    { title: words.buyer, lines: [...addressLines(buyer, country), ...(buyer.vatNumber ? [words.vatNumber(buyer.vatNumber)] : [])] },
    { title: words.shipTo, lines: addressLines(shipTo, country) },
  ]
  const ends = blocks.map(({ title, lines }, n) => {
    const x = margin + n * 164
    write(page, title, x, top, { colour: grey, width: 150 })
    let y = top + 15
    for (const line of lines) y += write(page, line, x, y, { width: 150 })
    return y
  })
  return Math.max(...ends) + 24
}

const addressLines = ({ name, company, line1, line2, postcode, city, region, country }: Address, nameOf: Format['country']): string[] =>
  [name, company, line1, line2, `${postcode} ${city}`, region, nameOf(country)].filter((line) => line !== '')

function rows(page: Page, from: number, body: InvoiceBody, { words, money, language }: Format): number {
  const title = (y: number) => {
    write(page, words.item, margin, y, { colour: grey })
    write(page, words.quantity, columns.name, y, { colour: grey, width: columns.quantity - columns.name, align: 'right' })
    if (body.kind === 'invoice')
      write(page, words.unit, columns.quantity, y, { colour: grey, width: columns.unit - columns.quantity, align: 'right' })
    write(page, words.amount, columns.unit, y, { colour: grey, width: columns.amount - columns.unit, align: 'right' })
    return line(page, y + 16)
  }
  const wordsOf = ({ sku, name, options, outcome }: InvoiceRow) => {
    const said = (text: { fr: string; en: string }) => text[language] || text.fr
    const why = outcome ? `, ${words.outcomes[outcome] ?? outcome}` : ''
    return `${[said(name), options.map(said).join(', ')].filter(Boolean).join(', ')} (${sku})${why}`
  }
  const row = (y: number, each: InvoiceRow) => {
    const { quantity, unitMinor, totalMinor } = each
    const height = write(page, wordsOf(each), margin, y, { width: columns.name - margin })
    write(page, String(quantity), columns.name, y, { width: columns.quantity - columns.name, align: 'right' })
    if (unitMinor !== null) write(page, money(unitMinor), columns.quantity, y, { width: columns.unit - columns.quantity, align: 'right' })
    if (totalMinor !== null) write(page, money(totalMinor), columns.unit, y, { width: columns.amount - columns.unit, align: 'right' })
    return line(page, y + height + 4)
  }
  if (body.rows.length === 0) return line(page, from)
  let y = title(from)
  for (const each of body.rows) {
    // A row is never torn: what does not fit whole begins the next page, under the titles again.
    if (y + heightOf(page, wordsOf(each), columns.name - margin) + 4 > bottom) {
      page.addPage()
      y = title(margin)
    }
    y = row(y, each)
  }
  return y
}

function sums(page: Page, from: number, body: InvoiceBody, { words, money, rate, vat }: Format) {
  const { kind, discountMinor, discountNames = [], deliveryMinor, taxes, totalMinor, creditMinor = 0, damagesMinor = 0, exchange } = body
  const parts: [string, string, boolean?][] = []
  if (kind === 'credit-note') parts.push([words.sum, money(totalMinor)])
  if (discountMinor > 0) parts.push([words.discount(discountNames.join(', ')), money(-discountMinor)])
  if (deliveryMinor !== null) parts.push([words.delivery, money(deliveryMinor)])
  if (taxes.length > 0) parts.push([words.net, money(taxes.reduce((sum, { netMinor }) => sum + netMinor, 0))])
  for (const { ratePpm, taxMinor } of taxes) parts.push([words.tax(rate(ratePpm)), money(taxMinor)])
  if (body.vat) parts.push([words.statedVat(body.vat.currency, vat(body.vat).rate), vat(body.vat).amount])
  if (damagesMinor > 0) parts.push([words.damages, money(damagesMinor)])
  parts.push([kind === 'invoice' ? words.total : words.back, money(totalMinor), true])
  if (creditMinor > 0 && kind === 'invoice')
    parts.push([words.byCredit, money(-creditMinor)], [words.byBank, money(totalMinor - creditMinor)])
  if (creditMinor > 0 && kind === 'credit-note') parts.push([words.backByCredit, money(creditMinor)])
  if (exchange && kind === 'invoice')
    parts.push([words.byExchange(exchange.orderNumber), money(-exchange.minor)], [words.byBank, money(totalMinor - exchange.minor)])
  if (exchange && kind === 'credit-note') parts.push([words.intoExchange(exchange.orderNumber), money(exchange.minor)])
  let y = from + 8
  // With the word below it that says it is paid.
  if (y + parts.length * 18 + 22 > bottom) {
    page.addPage()
    y = margin
  }
  for (const [name, amount, isTotal = false] of parts) {
    const bold = isTotal ? { bold: true } : {}
    write(page, name, margin, y, { width: columns.unit - margin, align: 'right', ...bold })
    write(page, amount, columns.unit, y, { width: columns.amount - columns.unit, align: 'right', ...bold })
    y += 18
  }
  if (kind === 'invoice') write(page, body.orderNumber === '' ? words.paidByDeposit : words.paid, margin, y + 8, { colour: grey })
}

/** On every page, once their number is known. */
function foot(page: Page, number: string, words: InvoiceWords) {
  const { count } = page.bufferedPageRange()
  for (let n = 0; n < count; n++) {
    page.switchToPage(n)
    // Written below the margin: pdfkit would begin a new page there.
    page.page.margins.bottom = 0
    write(page, `${number} · ${words.page(n + 1, count)}`, margin, 800, { colour: grey, width: right - margin, align: 'right' })
  }
}

interface Style {
  readonly size?: number
  readonly colour?: string
  readonly width?: number
  readonly align?: 'left' | 'right'
  readonly bold?: boolean
}

function heightOf(page: Page, text: string, width: number): number {
  page.font(page.faces.plain).fontSize(10)
  return page.heightOfString(page.faces.shown(text), { width }) + 2
}

/** Answers how high it is. */
function write(
  page: Page,
  text: string,
  x: number,
  y: number,
  { size = 10, colour = '#1c1a17', width, align = 'left', bold = false }: Style,
): number {
  const shown = page.faces.shown(text)
  page
    .font(bold ? page.faces.bold : page.faces.plain)
    .fontSize(size)
    .fillColor(colour)
  const box = { align, ...(width !== undefined && { width }) }
  page.text(shown, x, y, { ...box, lineBreak: width !== undefined })
  return page.heightOfString(shown, box) + 2
}

function line(page: Page, y: number): number {
  page.moveTo(margin, y).lineTo(right, y).lineWidth(0.5).strokeColor(rule).stroke()
  return y + 6
}
