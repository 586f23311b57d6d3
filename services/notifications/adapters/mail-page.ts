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
const sans = '"Hanken Grotesk", Arial, sans-serif'

const styled = (css: string): Html => html`style="${css}"`
const cellCss = `padding:8px 0;border-bottom:1px solid ${line};vertical-align:top;font-size:15px`
const amountCss = `${cellCss};text-align:right;white-space:nowrap;padding-left:16px`
const smallCss = `margin:0;font-size:13px;line-height:20px;color:${quiet}`
const captionCss = `margin:0 0 4px;font-size:13px;line-height:20px;color:${quiet};font-weight:600`

const page = styled(`margin:0;padding:0;background-color:${paper};color:${ink};font-family:${sans}`)
const ground = styled(`width:100%;border-collapse:collapse;background-color:${paper}`)
const margin = styled('padding:32px 16px')
const sheet = styled(`max-width:560px;margin:0 auto;padding:32px;background-color:${surface};border:1px solid ${line}`)
const sign = styled(`margin:0 0 24px;font-family:${serif};font-size:20px;color:${verre}`)
const heading = styled(`margin:0 0 24px;font-family:${serif};font-weight:300;font-size:28px;line-height:34px`)
const foot = styled('max-width:560px;margin:16px auto 0')
const block = styled('margin:0 0 24px')
const paragraph = styled('margin:0 0 16px;font-size:16px;line-height:24px')
const button = styled(
  `display:inline-block;padding:12px 24px;background-color:${verre};color:${surface};border-radius:2px;text-decoration:none;font-size:16px`,
)
const small = styled(smallCss)
const byHand = styled(`${smallCss};margin-top:12px`)
const broken = styled('word-break:break-all')
const named = styled(`color:${quiet}`)
const wide = styled('width:100%;border-collapse:collapse;margin:0 0 24px')
const caption = styled(captionCss)
const tableCaption = styled(`${captionCss};text-align:left`)
const cell = styled(cellCss)
const amount = styled(amountCss)
const addressLine = styled('font-size:15px;line-height:22px')
const row = { cell: styled(`${cellCss};font-weight:400`), amount: styled(`${amountCss};font-weight:400`) }
const totalRow = { cell: styled(`${cellCss};font-weight:600`), amount: styled(`${amountCss};font-weight:600`) }

/** A mail as HTML: tables and inline styles, no picture, no script, no address outside the shop. Texts are escaped. */
export function mailPage({ locale, subject, title, parts, footer, shopName, linkByHand }: MailContent): string {
  const head = html`<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><title>${subject}</title>`
  const inside = parts.map((part) => partPage(part, linkByHand))
  const content = html`<div ${sheet}><p ${sign}>${shopName}</p><h1 ${heading}>${title}</h1>${inside}</div>`
  const last = html`<div ${foot}><p ${small}>${footer}</p></div>`
  const table = html`<table role="presentation" ${ground}><tbody><tr><td ${margin}>${content}${last}</td></tr></tbody></table>`
  return html`<!doctype html><html lang="${locale}"><head>${head}</head><body ${page}>${table}</body></html>`.html
}

function partPage(part: MailPart, linkByHand: string): Html {
  switch (part.is) {
    case 'text':
      return html`<p ${paragraph}>${part.text}</p>`
    case 'button':
      return html`<div ${block}><a href="${part.href}" ${button}>${part.text}</a><p ${byHand}>${linkByHand} <span ${broken}>${part.href}</span></p></div>`
    case 'fact':
      return html`<p ${paragraph}><span ${named}>${part.name}</span> <strong>${part.value}</strong></p>`
    case 'lines':
      return html`<table ${wide}><caption ${tableCaption}>${part.title}</caption><tbody>${part.lines.map(lineRow)}</tbody></table>`
    case 'totals':
      return html`<table role="presentation" ${wide}><tbody>${part.rows.map(totalsRow)}</tbody></table>`
    case 'address':
      return html`<div ${block}><p ${caption}>${part.title}</p>${part.lines.map((each) => html`<div ${addressLine}>${each}</div>`)}</div>`
  }
}

function lineRow({ name, options, total }: Extract<MailPart, { is: 'lines' }>['lines'][number]): Html {
  const chosen = options ? html`<div ${small}>${options}</div>` : ''
  return html`<tr><td ${cell}>${name}${chosen}</td><td ${amount}>${total}</td></tr>`
}

function totalsRow({ name, amount: sum, isTotal }: Extract<MailPart, { is: 'totals' }>['rows'][number]): Html {
  const styles = isTotal ? totalRow : row
  return html`<tr><td ${styles.cell}>${name}</td><td ${styles.amount}>${sum}</td></tr>`
}
