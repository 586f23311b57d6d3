import type { OrderLenses } from '@vitrine/gateway/schemas/optics'
import { pathIn, useLocale } from '@vitrine/ui/locale'
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
        {glasses.map(({ configurationId, frame, parts, state, text, reason, message }) => (
          <li key={configurationId} className="grid gap-1">
            <b>{[frame, ...parts].join(', ')}</b>
            <span>{text}</span>
            {isOpen && state === 'asked' && (
              <>
                <p className="ink-2">
                  {words.glassesAsk}: {[reason?.text, message].filter(Boolean).join('. ')}
                </p>
                <p>
                  <a
                    className="btn line"
                    href={pathIn(locale, `/o/${encodeURIComponent(orderId)}/lenses/${encodeURIComponent(configurationId)}`)}
                  >
                    {words.correct}
                  </a>
                </p>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
