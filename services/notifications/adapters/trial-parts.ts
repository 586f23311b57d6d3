import type { Letter, Locale, TrialFacts, TrialLetter } from '../domain/letter.ts'
import { formatDate, formatMoney } from './mail-format.ts'
import type { MailContent, MailPart } from './mail-parts.ts'
import { trialWords } from './trial-words.ts'

const text = (words: string): MailPart => ({ is: 'text', text: words })

/** What a mail about a home trial says. */
export function ofTrial(
  { kind, trial }: TrialLetter,
  hello: string,
  locale: Locale,
  site: string,
): Pick<MailContent, 'subject' | 'title' | 'parts'> {
  const words = trialWords[locale]
  const see = { is: 'button', text: words.see, href: `${site}/home-trial/${encodeURIComponent(trial.id)}` } as const
  const said = sentences(kind, trial, locale)
  const { subject, title } = words[newsOf(kind)]
  return { subject, title, parts: [text(hello), ...said.map(text), see, framesOf(kind, trial, locale)] }
}

const newsOf = <News extends string>(kind: `trial-${News}`): News => kind.slice('trial-'.length) as News // the rest of a kind, by its type

function sentences(
  kind: TrialLetter['kind'],
  { currency, depositMinor, takenMinor, hasInvoice, shipBy, returnBy, lateAt }: TrialFacts,
  locale: Locale,
): string[] {
  const words = trialWords[locale]
  const money = (amountMinor: number) => formatMoney(locale, amountMinor, currency)
  const day = (instant: string) => formatDate(locale, instant)
  switch (kind) {
    case 'trial-begun':
      return [words.begun.body(money(depositMinor), day(shipBy))]
    case 'trial-delivered':
      return [words.delivered.body(day(returnBy))]
    case 'trial-noticed':
      return [words.noticed.body(day(returnBy)), words.noticed.late(day(lateAt))]
    case 'trial-deposit-asked':
      return [words['deposit-asked'].body(money(depositMinor))]
    case 'trial-closed':
      if (takenMinor === 0) return [words.closed.free]
      return [words.closed.taken(money(takenMinor)), ...(hasInvoice ? [words.closed.invoice] : [])]
    case 'trial-cancelled':
      return [words.cancelled.body]
  }
}

/** All of them; at the end those that were paid for, where there are any. */
function framesOf(kind: TrialLetter['kind'], { frames, currency }: TrialFacts, locale: Locale): MailPart {
  const charged = kind === 'trial-closed' ? frames.filter(({ isCharged }) => isCharged) : []
  const shown = charged.length > 0 ? charged : frames
  const lines = shown.map(({ name, priceMinor }) => ({
    name: name[locale] || name.fr,
    options: '',
    total: formatMoney(locale, priceMinor, currency),
  }))
  return { is: 'lines', title: trialWords[locale].frames, lines }
}

/** What a mail says about a recalled lot of which a frame of the trial is, or may be. */
export function ofTrialRecall(
  { trial, recall: { variantId, lot, note } }: Extract<Letter, { kind: 'trial-recalled' }>,
  hello: string,
  locale: Locale,
  site: string,
): Pick<MailContent, 'subject' | 'title' | 'parts'> {
  const words = trialWords[locale]
  const { subject, title, body, lot: lotIs, why, something } = words.recalled
  const found = trial.frames.find((frame) => frame.variantId === variantId)?.name
  const name = found ? found[locale] || found.fr : something
  const facts = [
    { is: 'fact', name: lotIs, value: lot },
    { is: 'fact', name: why, value: note },
  ] as const
  const see = { is: 'button', text: words.see, href: `${site}/home-trial/${encodeURIComponent(trial.id)}` } as const
  return { subject: subject(name, lot), title: title(name), parts: [text(hello), text(body(name)), ...facts, see] }
}
