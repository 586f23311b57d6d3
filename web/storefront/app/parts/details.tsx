import type { Product } from '@vitrine/gateway/schemas/catalogue'
import { Icon } from '@vitrine/ui/components/icon'
import { formatNumber } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import type { ReactNode } from 'react'
import { productWords } from '../words/product.ts'

export interface Fact {
  readonly name: string
  readonly value: ReactNode
}

/** Pairs of a name and what it is; those without a value are left out. */
export function Facts({ facts }: { readonly facts: readonly (Fact | undefined | false)[] }) {
  const known = facts.filter((fact): fact is Fact => Boolean(fact) && (fact as Fact).value !== undefined)
  if (known.length === 0) return null
  return (
    <dl className="facts">
      {known.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function Fold({ title, open = false, children }: { readonly title: string; readonly open?: boolean; readonly children: ReactNode }) {
  return (
    <details className="fold" open={open}>
      <summary>
        {title}
        <Icon name="plus" />
      </summary>
      <div className="in">{children}</div>
    </details>
  )
}

/** What every product ends with: description, what its kind adds, delivery, reviews. */
export function Details({ product, children }: { readonly product: Product; readonly children?: ReactNode }) {
  const locale = useLocale()
  const words = productWords[locale]
  const { average, count } = product.reviews
  return (
    <section className="sec two-col" aria-labelledby="details">
      <h2 className="title" id="details">
        {words.details}
      </h2>
      <div>
        <Fold title={words.description} open>
          <div className="prose">
            {product.description.split('\n\n').map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </div>
        </Fold>
        {children}
        <Fold title={words.delivery}>
          <p className="prose">{words.deliveryText}</p>
        </Fold>
        <Fold title={words.reviews}>
          <p className="prose">
            {count > 0 && average !== null ? words.reviewsText(formatNumber(locale, average), count) : words.noReviews}
          </p>
        </Fold>
      </div>
    </section>
  )
}
