import { componentWords } from '../component-words.ts'
import { formatMoney } from '../format.ts'
import { useLocale } from '../locale.ts'

interface Amount {
  readonly amountMinor: number
  readonly currency: string
}

/** A price as it is said aloud: "now 127,20 €, was 159,00 €". */
export function Price({
  price,
  before,
  varies,
}: {
  readonly price: Amount
  readonly before?: Amount | undefined
  readonly varies?: boolean | undefined
}) {
  const locale = useLocale()
  const words = componentWords[locale]
  if (!before)
    return (
      <>
        {varies && <span className="ink-3">{words.from} </span>}
        {formatMoney(locale, price)}
      </>
    )
  return (
    <>
      <span className="sr">{words.now} </span>
      <span className="now">{formatMoney(locale, price)}</span> <span className="sr">{words.was} </span>
      <s className="was">{formatMoney(locale, before)}</s>
    </>
  )
}
