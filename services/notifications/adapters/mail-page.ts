import { type Html, html } from './mail-html.ts'
import type { MailContent, MailPart } from './mail-parts.ts'

/** Tokens of the shop (web.md 2.1), written out: mail readers know no custom properties and drop style sheets. */
const paper = '#fbf9f5'
const surface = '#ffffff'
const ink = '#1c1a17'
const quiet = '#565048'
const line = '#ddd6ca'
const verre = '#1d5b4f'
const serif = 'Spectral, Georgia, serif'
const sans = '&quot;Hanken Grotesk&quot;, Arial, sans-serif'

const cell = `padding:8px 0;border-bottom:1px solid ${line};vertical-align:top;font-size:15px`
const amount = `${cell};text-align:right;white-space:nowrap;padding-left:16px`
const small = `margin:0;font-size:13px;line-height:20px;color:${quiet}`
const caption = `margin:0 0 4px;font-size:13px;line-height:20px;color:${quiet};font-weight:600`

/** What a class looks like. */
const styles: Readonly<Record<string, string>> = {
  page: `margin:0;padding:0;background-color:${paper};color:${ink};font-family:${sans}`,
  ground: `width:100%;border-collapse:collapse;background-color:${paper}`,
  margin: 'padding:32px 16px',
  sheet: `max-width:560px;margin:0 auto;padding:32px;background-color:${surface};border:1px solid ${line}`,
  sign: `margin:0 0 24px;font-family:${serif};font-size:20px;color:${verre}`,
  heading: `margin:0 0 24px;font-family:${serif};font-weight:300;font-size:28px;line-height:34px`,
  foot: 'max-width:560px;margin:16px auto 0',
  block: 'margin:0 0 24px',
  paragraph: 'margin:0 0 16px;font-size:16px;line-height:24px',
  button: `display:inline-block;padding:12px 24px;background-color:${verre};color:${surface};border-radius:2px;text-decoration:none;font-size:16px`,
  small,
  byHand: `${small};margin-top:12px`,
  broken: 'word-break:break-all',
  named: `color:${quiet}`,
  wide: 'width:100%;border-collapse:collapse;margin:0 0 24px',
  caption,
  tableCaption: `${caption};text-align:left`,
  cell,
  amount,
  addressLine: 'font-size:15px;line-height:22px',
  rowCell: `${cell};font-weight:400`,
  rowAmount: `${amount};font-weight:400`,
  totalCell: `${cell};font-weight:600`,
  totalAmount: `${amount};font-weight:600`,
}

/**
 * The page as it leaves and is shown: each class as its inline style. A mail is kept without them, as they are more than half of it; those of before hold them
 * already. What somebody typed holds no class: its quotes are escaped.
 */
export const withStyles = (kept: string): string => kept.replace(/ class="(\w+)"/g, (_, name: string) => ` style="${styles[name] ?? ''}"`)

/** A mail as HTML: tables and classes, no picture, no script, no address outside the shop. Texts are escaped. */
export function mailPage({ locale, subject, title, parts, footer, shopName, linkByHand }: MailContent): string {
  const head = html`<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><title>${subject}</title>`
  const inside = parts.map((part) => partPage(part, linkByHand))
  const content = html`<div class="sheet"><p class="sign">${shopName}</p><h1 class="heading">${title}</h1>${inside}</div>`
  const last = html`<div class="foot"><p class="small">${footer}</p></div>`
  const table = html`<table role="presentation" class="ground"><tbody><tr><td class="margin">${content}${last}</td></tr></tbody></table>`
  return html`<!doctype html><html lang="${locale}"><head>${head}</head><body class="page">${table}</body></html>`.html
}

function partPage(part: MailPart, linkByHand: string): Html {
  switch (part.is) {
    case 'text':
      return html`<p class="paragraph">${part.text}</p>`
    case 'button':
      return html`<div class="block"><a href="${part.href}" class="button">${part.text}</a><p class="byHand">${linkByHand} <span class="broken">${part.href}</span></p></div>`
    case 'fact':
      return html`<p class="paragraph"><span class="named">${part.name}</span> <strong>${part.value}</strong></p>`
    case 'lines':
      return html`<table class="wide"><caption class="tableCaption">${part.title}</caption><tbody>${part.lines.map(lineRow)}</tbody></table>`
    case 'totals':
      return html`<table role="presentation" class="wide"><tbody>${part.rows.map(totalsRow)}</tbody></table>`
    case 'address':
      return html`<div class="block"><p class="caption">${part.title}</p>${part.lines.map((each) => html`<div class="addressLine">${each}</div>`)}</div>`
  }
}

function lineRow({ name, options, total }: Extract<MailPart, { is: 'lines' }>['lines'][number]): Html {
  const chosen = options ? html`<div class="small">${options}</div>` : ''
  return html`<tr><td class="cell">${name}${chosen}</td><td class="amount">${total}</td></tr>`
}

function totalsRow({ name, amount: sum, isTotal }: Extract<MailPart, { is: 'totals' }>['rows'][number]): Html {
  return isTotal
    ? html`<tr><td class="totalCell">${name}</td><td class="totalAmount">${sum}</td></tr>`
    : html`<tr><td class="rowCell">${name}</td><td class="rowAmount">${sum}</td></tr>`
}
