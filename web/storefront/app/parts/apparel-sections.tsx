import type { ApparelAttributes } from '@vitrine/gateway/schemas/attributes'
import type { Product, Variant } from '@vitrine/gateway/schemas/catalogue'
import { labelOf } from '@vitrine/ui/components/product-card'
import { Table } from '@vitrine/ui/components/table'
import { formatList, formatNumber, formatPercent } from '@vitrine/ui/format'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { productWords } from '../words/product.ts'
import { Details, Facts, Fold } from './details.tsx'

/** The garment measured flat and the bodies it is cut for, then what it is made of and how it is kept. */
export function ApparelSections({
  product,
  garment,
  variant,
}: {
  readonly product: Product
  readonly garment: ApparelAttributes
  readonly variant: Variant
}) {
  const locale = useLocale()
  const words = productWords[locale]
  const word = (name: string, code: unknown) => labelOf(product.labels, name, code)
  const fibres = (garment.fibres ?? []).map(
    (fibre) => `${formatPercent(locale, fibre.pct / 100)} ${(word('fibres', fibre.name) ?? fibre.name).toLocaleLowerCase(locale)}`,
  )
  return (
    <>
      {garment.sizeChart && (
        <Measures product={product} chart={garment.sizeChart} size={variant.options.find((option) => option.name === 'size')?.text} />
      )}
      <Details product={product}>
        <Fold title={words.composition} open>
          <Facts
            facts={[
              { name: words.fibres, value: fibres.length > 0 ? formatList(locale, fibres) : undefined },
              { name: words.fit, value: word('fit', garment.fit) },
              { name: words.care, value: garment.care?.length ? garment.care.map((code) => word('care', code)).join(' · ') : undefined },
              {
                name: words.stretch,
                value: garment.stretchPct === undefined ? undefined : formatPercent(locale, garment.stretchPct / 100),
              },
            ]}
          />
        </Fold>
      </Details>
    </>
  )
}

function Measures({
  product,
  chart,
  size,
}: {
  readonly product: Product
  readonly chart: NonNullable<ApparelAttributes['sizeChart']>
  readonly size: string | undefined
}) {
  const locale = useLocale()
  const words = productWords[locale]
  const name = (code: string) => labelOf(product.labels, 'measures', code) ?? code
  const head = [words.measure, ...chart.sizes.map((row) => row.label)]
  const strong = chart.sizes.findIndex((row) => row.label === size)
  const codes = (of: 'garment' | 'body') => [...new Set(chart.sizes.flatMap((row) => Object.keys(row[of] ?? {})))]
  return (
    <section className="sec two-col even" aria-labelledby="measures">
      <div>
        <h2 className="title" id="measures">
          {words.measured}
        </h2>
        <p className="prose mt-4 max-w-104">{words.measuredText}</p>
      </div>
      <div className="grid gap-8">
        {codes('garment').length > 0 && (
          <Table
            caption={words.measuresCaption}
            numbers
            strong={strong}
            head={head}
            rows={codes('garment').map((code) => ({
              name: name(code),
              cells: chart.sizes.map((row) => cell(locale, row.garment?.[code])),
            }))}
          />
        )}
        {codes('body').length > 0 && (
          <Table
            caption={words.bodyCaption}
            numbers
            strong={strong}
            head={head}
            rows={codes('body').map((code) => ({
              name: name(code),
              cells: chart.sizes.map((row) => row.body?.[code]?.map((end) => formatNumber(locale, end)).join('–') ?? ''),
            }))}
          />
        )}
      </div>
    </section>
  )
}

const cell = (locale: Locale, value: number | undefined): string => (value === undefined ? '' : formatNumber(locale, value))
