import type { CheckoutState } from '@vitrine/gateway/schemas/order'
import { Note } from '@vitrine/ui/components/note'
import { formatTime } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import { useRevalidator } from 'react-router'
import { PageTitle } from '../page-title.tsx'
import { checkoutWords } from '../words/checkout.ts'

/** How often the page asks again while the bank has not answered. */
const againMs = 3_000

/** A payment that is neither made nor refused yet: what is being waited for, and never a second button to pay. */
export function Waiting({ state }: { readonly state: CheckoutState }) {
  const locale = useLocale()
  const words = checkoutWords[locale]
  const { revalidate } = useRevalidator()
  const bank = state.url !== undefined && state.action !== 'wait'
  useEffect(() => {
    const timer = setInterval(() => void revalidate(), againMs)
    return () => clearInterval(timer)
  }, [revalidate])
  return (
    <div className="wrap checkout-page">
      <PageTitle title={bank ? words.bankTitle : words.waitTitle} hidden />
      {!bank && (
        <noscript>
          <meta httpEquiv="refresh" content="4" />
        </noscript>
      )}
      <h1 className="title">{bank ? words.bankTitle : words.waitTitle}</h1>
      <div className="mt-6 grid max-w-160 justify-items-start gap-5">
        <Note look="info" live>
          {bank ? words.bank : words.wait}
        </Note>
        {bank && (
          <a className="btn" href={state.url} rel="noreferrer">
            {words.toBank}
          </a>
        )}
        {state.holdUntil && <p className="fine ink-3">{words.heldUntil(formatTime(locale, state.holdUntil))}</p>}
      </div>
    </div>
  )
}
