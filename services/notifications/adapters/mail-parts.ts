import {
  type CardFacts,
  type Letter,
  type Locale,
  type LostFacts,
  type OrderFacts,
  type ParcelFacts,
  type Receiver,
  type ReturnFacts,
  type TrialFacts,
  withdrawalDays,
  withdrawalEnds,
} from '../domain/letter.ts'
import { formatCountry, formatDate, formatMoment, formatMoney } from './mail-format.ts'
import { type MailWords, mailWords } from './mail-words.ts'
import { ofTrial, ofTrialRecall } from './trial-parts.ts'
import { trialWords } from './trial-words.ts'

/** What a mail is made of, in the order it is read. The HTML and the plain text are both made from these, so neither says more than the other. */
export type MailPart =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'button'; readonly text: string; readonly href: string }
  | { readonly is: 'fact'; readonly name: string; readonly value: string }
  | {
      readonly is: 'lines'
      readonly title: string
      readonly lines: readonly { readonly name: string; readonly options: string; readonly total: string }[]
    }
  | { readonly is: 'totals'; readonly rows: readonly { readonly name: string; readonly amount: string; readonly isTotal: boolean }[] }
  | { readonly is: 'address'; readonly title: string; readonly lines: readonly string[] }

export interface MailContent {
  readonly locale: Locale
  readonly subject: string
  readonly title: string
  readonly parts: readonly MailPart[]
  readonly footer: string
  readonly shopName: string
  readonly linkByHand: string
}

/** What mails say of the shop. */
export interface MailShop {
  /** Where people reach it, without a slash at its end. */
  readonly publicUrl: string
  readonly shopName: string
  /** Where things are sent back to, a line each. */
  readonly returnAddress: readonly string[]
}

/** Puts a letter into words. */
export function mailContent(letter: Letter, { locale }: Receiver, { publicUrl, shopName, returnAddress }: MailShop): MailContent {
  const words = mailWords[locale]
  // French stands at the root, English under /en (settled.md 19).
  const site = locale === 'fr' ? publicUrl : `${publicUrl}/${locale}`
  if ('trial' in letter) {
    const hello = words.hello(letter.trial.name)
    const said = letter.kind === 'trial-recalled' ? ofTrialRecall(letter, hello, locale, site) : ofTrial(letter, hello, locale, site)
    return { locale, ...said, footer: trialWords[locale].footer(shopName), shopName, linkByHand: words.linkByHand }
  }
  const isOfOrder = 'order' in letter
  const isLost = letter.kind === 'checkout-lost'
  const said = isOfOrder
    ? ofOrder(letter, words, locale, { site, returnAddress })
    : isLost
      ? ofLost(letter.lost, words, locale, site)
      : letter.kind === 'gift-card'
        ? ofCard(letter.card, words, locale, site)
        : ofAccount(letter, words, locale, site)
  const footers = { order: words.footer(shopName), card: words.giftCard.footer, account: words.accountFooter(shopName) }
  const about = isOfOrder || isLost ? 'order' : letter.kind === 'gift-card' ? 'card' : 'account'
  return { locale, ...said, footer: footers[about], shopName, linkByHand: words.linkByHand }
}

type Said = Pick<MailContent, 'subject' | 'title' | 'parts'>

function ofOrder(
  letter: Extract<Letter, { order: OrderFacts }>,
  words: MailWords,
  locale: Locale,
  { site, returnAddress }: Pick<MailShop, 'returnAddress'> & { readonly site: string },
): Said {
  const { order } = letter
  const money = (amountMinor: number) => formatMoney(locale, amountMinor, order.currency)
  const hello = text(words.hello(order.shipping.name))
  const see = { is: 'button', text: words.seeOrder, href: `${site}/o/${encodeURIComponent(order.id)}` } as const
  const number: MailPart = text(words.order(order.number))
  const sendTo: MailPart = { is: 'address', title: words.sendTo, lines: returnAddress }
  switch (letter.kind) {
    case 'order-confirmed': {
      const { subject, title, body, withdrawal, waits, replaces } = words.confirmed
      const { waitsUntil, exchangeOf } = order
      const more = [
        ...(exchangeOf ? [text(replaces(exchangeOf))] : []),
        ...(waitsUntil ? [text(waits(formatDate(locale, `${waitsUntil}T12:00:00Z`)))] : []),
      ]
      const whole = [linesOf(order, words, locale), totalsOf(order, words, locale, money), addressOf(order, words, locale)]
      return {
        subject: subject(order.number),
        title,
        parts: [hello, text(body), ...more, see, number, ...whole, text(withdrawal(withdrawalDays))],
      }
    }
    case 'order-awaits': {
      const { subject, title, body, until } = words.awaits
      const whole = [linesOf(order, words, locale), totalsOf(order, words, locale, money), addressOf(order, words, locale)]
      const when = text(until(formatDate(locale, letter.until)))
      return { subject: subject(order.number), title, parts: [hello, text(body), when, see, number, ...whole] }
    }
    case 'order-asked': {
      const { subject, title, body, until } = words.asked
      const when = text(until(formatDate(locale, letter.until)))
      return { subject: subject(order.number), title, parts: [hello, text(body), when, see, number] }
    }
    case 'order-pay-again': {
      const { subject, title, body, until } = words.payAgain
      const [what, when] = [text(body(money(order.totalMinor - (order.creditMinor ?? 0)))), text(until(formatDate(locale, letter.until)))]
      return { subject: subject(order.number), title, parts: [hello, what, when, see, number] }
    }
    case 'order-cancelled': {
      const { subject, title, refund, credit, nothing, exchange, whys } = words.cancelled
      const { capturedMinor, creditDueBackMinor = 0, exchangeOf } = order
      const back = [
        ...(capturedMinor > 0 || creditDueBackMinor === 0 ? [text(capturedMinor > 0 ? refund(money(capturedMinor)) : nothing)] : []),
        ...(creditDueBackMinor > 0 ? [text(exchangeOf ? exchange(exchangeOf) : credit(money(creditDueBackMinor)))] : []),
      ]
      const why = letter.why ? [text(whys[letter.why])] : []
      return { subject: subject(order.number), title, parts: [hello, ...why, ...back, see, number, linesOf(order, words, locale)] }
    }
    case 'order-refunded': {
      const { subject, title, body, credit } = words.refunded
      const parts = [hello, text(letter.isCredit ? credit : body), see, number]
      return { subject: subject(order.number), title: title(money(letter.amountMinor)), parts }
    }
    case 'parcel-shipped': {
      const { subject, title, body, tracking, follow } = words.shipped
      const { carrier, trackingNumber, trackingUrl } = letter.parcel
      const label: MailPart[] = [
        ...(trackingNumber ? [{ is: 'fact', name: tracking, value: trackingNumber } as const] : []),
        ...(trackingUrl ? [{ is: 'button', text: follow, href: trackingUrl } as const] : []),
      ]
      const where = [inParcel(letter.parcel, order, words, locale), addressOf(order, words, locale)]
      return { subject: subject(order.number), title, parts: [hello, text(body(carrier)), ...label, see, number, ...where] }
    }
    case 'withdrawal-received': {
      const { subject, title, body, declared, awaited, back } = words.withdrawn
      const { name, at, amountMinor, isAwaited } = letter.file
      const said = [
        { is: 'fact', name: declared.name, value: name || order.shipping.name },
        { is: 'fact', name: declared.at, value: formatMoment(locale, at) },
        { is: 'fact', name: declared.order, value: order.number },
      ] as const
      const next = isAwaited ? [text(awaited(withdrawalDays)), sendTo] : []
      return {
        subject: subject(order.number),
        title,
        parts: [hello, text(body), ...said, piecesOf(letter.file, words, locale), ...next, text(back(money(amountMinor))), see],
      }
    }
    case 'return-approved': {
      const { subject, title, body, claimed, exchanged, exchangedAtOnce, shopPays, youPay, back } = words.returnApproved
      const { exchange, isClaim, amountMinor } = letter.file
      const next = exchange ? (exchange.sendsAtOnce ? exchangedAtOnce : exchanged) : isClaim ? claimed : body
      const what = [text(next), piecesOf(letter.file, words, locale), ...(exchange || isClaim ? [] : [text(back(money(amountMinor)))])]
      const way = [sendTo, text(letter.file.shopPays ? shopPays : youPay)]
      return { subject: subject(order.number), title, parts: [hello, ...what, ...way, see, number] }
    }
    case 'claim-mended': {
      const { subject, title, body, note } = words.mended
      const said = letter.file.note ? [{ is: 'fact', name: note, value: letter.file.note } as const] : []
      return {
        subject: subject(order.number),
        title,
        parts: [hello, text(body), ...said, piecesOf(letter.file, words, locale), see, number],
      }
    }
    case 'exchange-to-pay': {
      const { subject, title, body, until, button } = letter.file.isSwap ? words.swapToPay : words.exchangeToPay
      const { fileId = '', dueMinor = 0 } = letter.file.exchange ?? {}
      const pay = { is: 'button', text: button, href: `${see.href}/exchange/${encodeURIComponent(fileId)}` } as const
      const last = letter.file.until ? [text(until(formatDate(locale, letter.file.until)))] : []
      const parts = [hello, text(body(money(dueMinor))), ...last, pay, number, piecesOf(letter.file, words, locale)]
      return { subject: subject(order.number), title, parts }
    }
    case 'exchange-lapsed': {
      const { subject, title, body } = words.exchangeLapsed
      const { amountMinor, until = '' } = letter.file
      const next = text(body(money(amountMinor), formatDate(locale, until)))
      return { subject: subject(order.number), title, parts: [hello, next, piecesOf(letter.file, words, locale), see, number] }
    }
    case 'return-lapsed': {
      const { subject, title, body } = letter.file.isSwap ? words.swapLapsed : words.returnLapsed
      return { subject: subject(order.number), title, parts: [hello, text(body), piecesOf(letter.file, words, locale), see, number] }
    }
    case 'lot-recalled': {
      const { subject, title, body, lot: lotIs, why } = words.recalled
      const { variantId, lot, note } = letter.recall
      const found = order.lines.find((line) => line.variantId === variantId)?.name
      const name = found ? found[locale] || found.fr : words.recalled.something
      const facts = [
        { is: 'fact', name: lotIs, value: lot },
        { is: 'fact', name: why, value: note },
      ] as const
      return { subject: subject(name, lot), title: title(name), parts: [hello, text(body(name)), ...facts, number, see] }
    }
    case 'return-refused': {
      const { subject, title, body, why } = words.returnRefused
      const note = letter.file.note ? [{ is: 'fact', name: why, value: letter.file.note } as const] : []
      return {
        subject: subject(order.number),
        title,
        parts: [hello, text(body), ...note, piecesOf(letter.file, words, locale), see, number],
      }
    }
    case 'parcel-delivered': {
      const { subject, title, body, withdrawal, othersFollow } = words.delivered
      const [day, until] = [letter.parcel.at, withdrawalEnds(letter.parcel.at)].map((instant) => formatDate(locale, instant))
      const next = letter.parcel.othersFollow ? othersFollow : withdrawal(until!)
      return { subject: subject(order.number), title, parts: [hello, text(body(day!)), text(next), see, number] }
    }
  }
}

function ofLost({ amountMinor, currency, lines }: LostFacts, words: MailWords, locale: Locale, site: string): Said {
  const { subject, title, body, nothing, button } = words.lost
  const gone = lines.filter(({ isShort }) => isShort).map(({ name }) => name[locale] || name.fr)
  const money = amountMinor > 0 ? [text(body(formatMoney(locale, amountMinor, currency)))] : []
  const parts = [text(nothing(gone.join(', '))), ...money, piecesOf({ lines }, words, locale)]
  return { subject, title, parts: [...parts, { is: 'button', text: button, href: `${site}/cart` }] }
}

/** The code is shown alone, to be copied; what the giver says is theirs, and stands in their words. */
function ofCard({ code, amountMinor, currency, giver, message }: CardFacts, words: MailWords, locale: Locale, site: string): Said {
  const { subject, title, from, codeIs, how, button } = words.giftCard
  const amount = formatMoney(locale, amountMinor, currency)
  const said = [...(giver ? [text(from(giver, amount))] : []), ...(message ? [text(message)] : [])]
  const parts: MailPart[] = [
    ...said,
    { is: 'fact', name: codeIs, value: code },
    text(how),
    { is: 'button', text: button, href: `${site}/` },
  ]
  return { subject: subject(amount), title: title(amount), parts }
}

function ofAccount(
  letter: Exclude<Letter, { order: OrderFacts } | { lost: LostFacts } | { trial: TrialFacts } | { card: CardFacts }>,
  words: MailWords,
  locale: Locale,
  site: string,
): Said {
  switch (letter.kind) {
    case 'prove-address': {
      const { subject, title, body, button, notYou } = words.proveAddress
      const hello = letter.name ? [text(words.hello(letter.name))] : []
      const link = { is: 'button', text: button, href: `${site}/verify?token=${encodeURIComponent(letter.token)}` } as const
      return { subject, title, parts: [...hello, text(body), link, text(notYou)] }
    }
    case 'password-forgotten': {
      const { subject, title, body, button, once, notYou } = words.passwordForgotten
      const link = { is: 'button', text: button, href: `${site}/reset-password?token=${encodeURIComponent(letter.token)}` } as const
      return { subject, title, parts: [text(words.hello(letter.name)), text(body), link, text(once), text(notYou)] }
    }
    case 'password-changed': {
      const { subject, title, body, button, notYou } = words.passwordChanged
      const link = { is: 'button', text: button, href: `${site}/sign-in` } as const
      return { subject, title, parts: [text(words.hello(letter.name)), text(body), link, text(notYou)] }
    }
    case 'staff-invited': {
      const { subject, title, body, until, button, notYou } = words.staffInvited
      // The back office speaks the language its reader chooses there: it has one address.
      const href = `${site.replace(/\/en$/, '')}/admin/invited?token=${encodeURIComponent(letter.token)}`
      const said = [text(words.hello(letter.name)), text(body(letter.inviter))]
      const link = { is: 'button', text: button, href } as const
      return {
        subject: subject(letter.inviter),
        title,
        parts: [...said, link, text(until(formatDate(locale, letter.until))), text(notYou)],
      }
    }
    case 'back-in-stock': {
      const { subject, title, body, button, once } = words.backInStock
      const link = { is: 'button', text: button, href: `${site}/p/${encodeURIComponent(letter.slug)}` } as const
      return { subject: subject(letter.name), title, parts: [text(body(letter.name)), link, text(once)] }
    }
    case 'advice':
    case 'prescription-ends': {
      const { subject, title, body, button, more } = words.notices[letter.kind]
      const link = { is: 'button', text: button, href: `${site}/account/prescriptions` } as const
      return { subject, title, parts: [text(words.hello(letter.name)), text(body), link, text(more)] }
    }
    case 'account-erased': {
      const { subject, title, body, kept, last, button } = words.accountErased
      return { subject, title, parts: [text(body), text(kept), { is: 'button', text: button, href: `${site}/` }, text(last)] }
    }
    case 'sign-up-repeated': {
      const { subject, title, body, button, notYou } = words.signUpRepeated
      return { subject, title, parts: [text(body), { is: 'button', text: button, href: `${site}/sign-in` }, text(notYou)] }
    }
  }
}

const text = (words: string): MailPart => ({ is: 'text', text: words })

function linesOf({ lines, currency }: OrderFacts, words: MailWords, locale: Locale): MailPart {
  const shown = lines.map(({ quantity, name, options, totalMinor }) => ({
    name: words.quantity(quantity, name[locale] || name.fr),
    options: options.map((option) => option[locale] || option.fr).join(', '),
    total: formatMoney(locale, totalMinor, currency),
  }))
  return { is: 'lines', title: words.lines, lines: shown }
}

/** The pieces of the order that are in the parcel; all of them where that was not told. */
function inParcel({ pieces = [] }: ParcelFacts, order: OrderFacts, words: MailWords, locale: Locale): MailPart {
  const countOf = (variantId: string | undefined) => pieces.find((piece) => piece.variantId === variantId)?.quantity ?? 0
  const held = order.lines.map((line) => ({ ...line, quantity: countOf(line.variantId) })).filter(({ quantity }) => quantity > 0)
  return held.length === 0 ? linesOf(order, words, locale) : piecesOf({ lines: held }, words, locale)
}

function piecesOf({ lines }: Pick<ReturnFacts, 'lines'>, words: MailWords, locale: Locale): MailPart {
  const shown = lines.map(({ quantity, name }) => ({ name: words.quantity(quantity, name[locale] || name.fr), options: '', total: '' }))
  return { is: 'lines', title: words.lines, lines: shown }
}

function totalsOf(order: OrderFacts, words: MailWords, locale: Locale, money: (amountMinor: number) => string): MailPart {
  const row = (name: string, amount: string, isTotal = false) => ({ name, amount, isTotal })
  const names = (order.promotions ?? []).map(({ title, code }) =>
    [title[locale] || title.fr, code && `(${code})`].filter(Boolean).join(' '),
  )
  const discount = order.discountMinor > 0 ? [row(words.discount(names.join(', ')), money(-order.discountMinor))] : []
  const tax = order.taxMinor > 0 ? [row(order.taxIncluded ? words.taxIncluded : words.tax, money(order.taxMinor))] : []
  const sum = row(words.total, money(order.totalMinor), true)
  const delivery = row(words.delivery, order.deliveryMinor === 0 ? words.free : money(order.deliveryMinor))
  // A tax on top is part of the sum and stands before it; one that is inside is said after it.
  const { creditMinor = 0, totalMinor } = order
  const byCredit = order.exchangeOf ? words.byPieces(order.exchangeOf) : words.byCredit
  const paid = creditMinor > 0 ? [row(byCredit, money(-creditMinor)), row(words.byBank, money(totalMinor - creditMinor))] : []
  const rows = [
    row(words.lines, money(order.linesMinor)),
    ...discount,
    delivery,
    ...(order.taxIncluded ? [sum, ...tax] : [...tax, sum]),
    ...paid,
  ]
  return { is: 'totals', rows }
}

function addressOf({ shipping }: OrderFacts, words: MailWords, locale: Locale): MailPart {
  const { name, company, line1, line2, postcode, city, region, country } = shipping
  const lines = [name, company, line1, line2, `${postcode} ${city}`, region, formatCountry(locale, country)]
  return { is: 'address', title: words.shipTo, lines: lines.filter((line) => line !== '') }
}
