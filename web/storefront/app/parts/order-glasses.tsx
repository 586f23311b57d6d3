import type { OrderLenses } from '@vitrine/gateway/schemas/optics'
import { Button } from '@vitrine/ui/components/button'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { Form } from 'react-router'
import { orderWords } from '../words/order.ts'

interface OrderGlassesProps {
  readonly orderId: string
  readonly glasses: OrderLenses['items']
  /** The order has not ended: a question may still be answered. */
  readonly isOpen: boolean
}

/** How far the glasses of an order are, and what the optician asks. */
export function OrderGlasses({ orderId, glasses, isOpen }: OrderGlassesProps) {
  const locale = useLocale()
  const words = orderWords[locale]
  return (
    <section className="rule pt-6" aria-labelledby="glasses">
      <h2 className="heading mb-3" id="glasses">
        {words.glasses}
      </h2>
      <ul className="grid gap-5">
        {glasses.map(({ configurationId, frame, parts, state, text, reason, message, hasScan, toRead, optician }) => (
          <li key={configurationId} className="grid gap-1">
            <b>{[frame, ...parts].join(', ')}</b>
            <span>{text}</span>
            {optician && (
              <span className="ink-2">
                {words.verifiedBy(optician)}{' '}
                <a className="link" href={pathIn(locale, '/info/opticiens')}>
                  {words.ourOpticians}
                </a>
              </span>
            )}
            {state === 'refused' && (reason ?? message) && (
              <p className="ink-2">{words.glassesRefused([reason?.text, message].filter(Boolean).join('. '))}</p>
            )}
            {isOpen && state === 'asked' && (
              <>
                <p className="ink-2">{words.glassesAsk([reason?.text, message].filter(Boolean).join('. '))}</p>
                <p>
                  <a
                    className="btn line"
                    href={pathIn(locale, `/o/${encodeURIComponent(orderId)}/lenses/${encodeURIComponent(configurationId)}`)}
                  >
                    {toRead ? words.typeInstead : words.correct}
                  </a>
                </p>
              </>
            )}
            {isOpen && hasScan && <p className="ink-2">{words.scanIsThere}</p>}
            {isOpen && (state === 'submitted' || state === 'asked') && (
              <SendScan configurationId={configurationId} isWaitedFor={toRead && (state === 'asked' || !hasScan)} />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A picture of the sheet helps an optician; a plain form, so it works without scripts. */
function SendScan({ configurationId, isWaitedFor }: { readonly configurationId: string; readonly isWaitedFor: boolean }) {
  const words = orderWords[useLocale()]
  const id = `scan-${configurationId}`
  return (
    <details open={isWaitedFor}>
      <summary className="link tap label">{words.scan}</summary>
      <Form className="mt-3 grid gap-3" method="post" encType="multipart/form-data">
        <input type="hidden" name="intent" value="scan" />
        <input type="hidden" name="configuration" value={configurationId} />
        <div className="field">
          <label htmlFor={id}>{words.scanFile}</label>
          <input id={id} type="file" name="scan" accept="application/pdf,image/jpeg,image/png,image/webp" required />
        </div>
        <label className="tick">
          <input type="checkbox" name="consent" value="yes" required />
          <span>{words.scanAgree}</span>
        </label>
        <div>
          <Button type="submit" look="line">
            {words.scanSend}
          </Button>
        </div>
      </Form>
    </details>
  )
}
