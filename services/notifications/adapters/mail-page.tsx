import type { CSSProperties } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
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

const cell: CSSProperties = { padding: '8px 0', borderBottom: `1px solid ${line}`, verticalAlign: 'top', fontSize: '15px' }
const amount: CSSProperties = { ...cell, textAlign: 'right', whiteSpace: 'nowrap', paddingLeft: '16px' }
const paragraph: CSSProperties = { margin: '0 0 16px', fontSize: '16px', lineHeight: '24px' }
const small: CSSProperties = { margin: '0', fontSize: '13px', lineHeight: '20px', color: quiet }
const wide: CSSProperties = { width: '100%', borderCollapse: 'collapse', margin: '0 0 24px' }
const caption: CSSProperties = { ...small, margin: '0 0 4px', fontWeight: 600 }
const button: CSSProperties = {
  display: 'inline-block',
  padding: '12px 24px',
  backgroundColor: verre,
  color: surface,
  borderRadius: '2px',
  textDecoration: 'none',
  fontSize: '16px',
}

/** A mail as HTML: tables and inline styles, no picture, no script, no address outside the shop. Texts are escaped. */
export const mailPage = (content: MailContent): string => `<!doctype html>${renderToStaticMarkup(<Page {...content} />)}`

function Page({ locale, subject, title, parts, footer, shopName, linkByHand }: MailContent) {
  return (
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{subject}</title>
      </head>
      <body style={{ margin: 0, padding: 0, backgroundColor: paper, color: ink, fontFamily: sans }}>
        <table role="presentation" style={{ width: '100%', borderCollapse: 'collapse', backgroundColor: paper }}>
          <tbody>
            <tr>
              <td style={{ padding: '32px 16px' }}>
                <div
                  style={{ maxWidth: '560px', margin: '0 auto', padding: '32px', backgroundColor: surface, border: `1px solid ${line}` }}
                >
                  <p style={{ margin: '0 0 24px', fontFamily: serif, fontSize: '20px', color: verre }}>{shopName}</p>
                  <h1 style={{ margin: '0 0 24px', fontFamily: serif, fontWeight: 300, fontSize: '28px', lineHeight: '34px' }}>{title}</h1>
                  {parts.map((part, position) => (
                    // oxlint-disable-next-line react/no-array-index-key -- rendered once, never reordered
                    <Part key={position} part={part} linkByHand={linkByHand} />
                  ))}
                </div>
                <div style={{ maxWidth: '560px', margin: '16px auto 0' }}>
                  <p style={small}>{footer}</p>
                </div>
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  )
}

function Part({ part, linkByHand }: { readonly part: MailPart; readonly linkByHand: string }) {
  switch (part.is) {
    case 'text':
      return <p style={paragraph}>{part.text}</p>
    case 'button':
      return (
        <div style={{ margin: '0 0 24px' }}>
          <a href={part.href} style={button}>
            {part.text}
          </a>
          <p style={{ ...small, marginTop: '12px' }}>
            {linkByHand} <span style={{ wordBreak: 'break-all' }}>{part.href}</span>
          </p>
        </div>
      )
    case 'fact':
      return (
        <p style={paragraph}>
          <span style={{ color: quiet }}>{part.name}</span> <strong>{part.value}</strong>
        </p>
      )
    case 'lines':
      return <Lines {...part} />
    case 'totals':
      return <Totals {...part} />
    case 'address':
      return <Address {...part} />
  }
}

function Lines({ title, lines }: Extract<MailPart, { is: 'lines' }>) {
  return (
    <table style={wide}>
      <caption style={{ ...caption, textAlign: 'left' }}>{title}</caption>
      <tbody>
        {lines.map(({ name, options, total }) => (
          <tr key={`${name} ${options}`}>
            <td style={cell}>
              {name}
              {options && <div style={small}>{options}</div>}
            </td>
            <td style={amount}>{total}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Totals({ rows }: Extract<MailPart, { is: 'totals' }>) {
  return (
    <table role="presentation" style={wide}>
      <tbody>
        {rows.map((row) => {
          const weight = row.isTotal ? 600 : 400
          return (
            <tr key={row.name}>
              <td style={{ ...cell, fontWeight: weight }}>{row.name}</td>
              <td style={{ ...amount, fontWeight: weight }}>{row.amount}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Address({ title, lines }: Extract<MailPart, { is: 'address' }>) {
  return (
    <div style={{ margin: '0 0 24px' }}>
      <p style={caption}>{title}</p>
      {lines.map((each) => (
        <div key={each} style={{ fontSize: '15px', lineHeight: '22px' }}>
          {each}
        </div>
      ))}
    </div>
  )
}
