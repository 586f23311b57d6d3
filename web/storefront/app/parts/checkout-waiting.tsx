import type { CheckoutState } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { Note } from '@vitrine/ui/components/note'
import { formatTime } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import { Form, useSubmit } from 'react-router'
import { PageTitle } from '../page-title.tsx'
import { useReadAgain } from '../read-again.ts'
import { checkoutWords } from '../words/checkout.ts'

/** Whether the shopper is on the way to where the payment is made, or came back from there; `cancelled`: the provider says nothing was paid. */
type Visit = 'leaving' | 'back' | 'cancelled'
export const visitOf = (asked: URLSearchParams): Visit => (asked.has('leave') ? 'leaving' : asked.has('cancelled') ? 'cancelled' : 'back')

/** How often the page asks again while the bank has not answered. */
const againMs = 3_000

/**
 * A payment that is neither made nor refused yet: what is being waited for, and never a second button to pay. A shopper who is to pay elsewhere
 * is led there; one who came back may go there again, or choose another way, which first ends this one.
 */
export function Waiting({ state, visit }: { readonly state: CheckoutState; readonly visit: Visit }) {
  const locale = useLocale()
  const words = checkoutWords[locale]
  const { readAgain } = useReadAgain()
  const elsewhere = state.action === 'wait' ? undefined : state.url
  const isLeaving = elsewhere !== undefined && visit === 'leaving'
  const away = words.away[state.action === 'redirect' ? 'redirect' : 'bank']
  const { title, text } = elsewhere === undefined ? words.waiting : away
  const isBack = elsewhere !== undefined && !isLeaving
  useEffect(() => {
    const timer = setInterval(readAgain, againMs)
    return () => clearInterval(timer)
  }, [readAgain])
  useEffect(() => {
    // Replaced, so that Back leads to the page of who came back, not away again.
    if (isLeaving) location.replace(elsewhere)
  }, [isLeaving, elsewhere])
  return (
    <div className="wrap checkout-page">
      <PageTitle title={isBack ? words.backTitle : title} hidden />
      {!isLeaving && (
        <noscript>
          <meta httpEquiv="refresh" content="10" />
        </noscript>
      )}
      <h1 className="title">{isBack ? words.backTitle : title}</h1>
      <div className="mt-6 grid max-w-160 justify-items-start gap-5">
        <Note look="info" live>
          {isBack ? words.back : text}
        </Note>
        {elsewhere !== undefined && (
          <a className="btn" href={elsewhere} rel="noreferrer">
            {away.link}
          </a>
        )}
        {isBack && <GiveUp atOnce={visit === 'cancelled'} />}
        {state.holdUntil && <p className="fine ink-3">{words.heldUntil(formatTime(locale, state.holdUntil))}</p>}
      </div>
    </div>
  )
}

/** Ends the payment that was begun. Who already said so at the provider is not asked again, where there are scripts. */
function GiveUp({ atOnce }: { readonly atOnce: boolean }) {
  const words = checkoutWords[useLocale()]
  const submit = useSubmit()
  useEffect(() => {
    if (atOnce) void submit({ intent: 'give-up' }, { method: 'post' })
  }, [atOnce, submit])
  return (
    <Form method="post">
      <input type="hidden" name="intent" value="give-up" />
      <Button type="submit" look="line">
        {words.otherWay}
      </Button>
    </Form>
  )
}
