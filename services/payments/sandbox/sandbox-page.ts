import { amountFormat } from '@vitrine/contracts/currency'
import type { LedgerAttempt } from './sandbox-ledger.ts'
import { type Language, wordsIn } from './sandbox-words.ts'

/** The provider's own page for 3-D Secure: approve or refuse, without a script, by keyboard too. */
export function challengePage({ amountMinor, currency }: LedgerAttempt, language: Language): string {
  const words = wordsIn(language)
  const amount = amountFormat(language, currency)(amountMinor)
  return page(
    language,
    words.title,
    `<h1>${escaped(words.title)}</h1><p>${escaped(words.lead(amount))}</p>
    <form method="post"><button name="decision" value="approve">${escaped(words.approve)}</button>
    <button name="decision" value="refuse" class="quiet">${escaped(words.refuse)}</button></form><p class="note">${escaped(words.note)}</p>`,
  )
}

export function gonePage(language: Language): string {
  const words = wordsIn(language)
  return page(language, words.gone, `<h1>${escaped(words.gone)}</h1>`)
}

const page = (language: Language, title: string, main: string) => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f4f1ec; color: #1d1a16; font: 1.0625rem/1.5 system-ui, sans-serif }
main { max-width: 26rem; margin: 1rem; padding: 2rem; background: #fff; border: 1px solid #d9d2c7 }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25 } form { display: flex; gap: .75rem; flex-wrap: wrap; margin: 1.5rem 0 }
button { font: inherit; padding: .625rem 1.25rem; border: 1px solid #1d1a16; background: #1d1a16; color: #fff; cursor: pointer }
button.quiet { background: none; color: inherit } button:focus-visible { outline: 3px solid #2f6fde; outline-offset: 2px }
.note { margin: 0; color: #5d564c; font-size: .9375rem }
</style></head><body><main>${main}</main></body></html>`

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
