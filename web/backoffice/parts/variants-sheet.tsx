import type { AdminProduct } from '@vitrine/gateway/schemas/admin-products'
import { Icon } from '@vitrine/ui/components/icon'
import { Link } from 'react-router'
import { newKey } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { variantNumbers } from './attribute-fields.ts'
import { ChoiceCell, ColourCell, NumberCell, PriceCell, TextCell } from './sheet-cells.tsx'

type Kind = AdminProduct['kind']
type Variant = AdminProduct['variants'][number]

/** What mostly tells variants of a kind apart: always there to be filled in. */
const usualAxes: Readonly<Record<Kind, readonly string[]>> = {
  eyewear: ['colour', 'size'],
  perfume: ['volumeMl'],
  apparel: ['colour', 'size'],
  'gift-card': ['amount'],
  other: [],
}

interface VariantsSheetProps {
  readonly kind: Kind
  readonly variants: readonly Variant[]
  /** Only what is saved can be counted. */
  readonly isSaved: boolean
  readonly onChange: (next: Variant[]) => void
}

/** Variants as a sheet: one row each, options that tell them apart, prices in euros, and the numbers that differ from one to the next. */
export function VariantsSheet({ kind, variants, isSaved, onChange }: VariantsSheetProps) {
  const words = useWords()
  const axes = [...new Set([...variants.flatMap(({ options }) => Object.keys(options)), ...usualAxes[kind]])]
  const numbers = variantNumbers[kind]
  const axisName = (axis: string) => words.axes[axis as keyof typeof words.axes] ?? axis
  const numberName = (name: string) => words.attributeNames[name as keyof typeof words.attributeNames] ?? name
  const set = (id: string, part: Partial<Variant>) => onChange(variants.map((one) => (one.id === id ? { ...one, ...part } : one)))
  return (
    <>
      <div className="scrollx" tabIndex={0} role="group" aria-label={words.variants}>
        <table className="ot sheet">
          <thead>
            <tr>
              <th scope="col">{words.sku}</th>
              {axes.map((axis) => (
                <th key={axis} scope="col">
                  {axisName(axis)}
                </th>
              ))}
              {axes.includes('colour') && <th scope="col">{words.swatch}</th>}
              <th scope="col" className="num">
                {words.price}
              </th>
              <th scope="col" className="num">
                {words.priceBefore}
              </th>
              <th scope="col">{words.taxClass}</th>
              {numbers.map((name) => (
                <th key={name} scope="col" className="num">
                  {numberName(name)}
                </th>
              ))}
              {isSaved && <th scope="col">{words.stock}</th>}
              <td />
            </tr>
          </thead>
          <tbody>
            {variants.map((variant) => {
              const { id, sku, options, attributes, price, priceBefore, taxClass = 'standard' } = variant
              const isNamed = (column: string) => `${column}, ${sku}`
              const attribute = (name: string, value: Variant['attributes'][string] | undefined) =>
                set(id, { attributes: withValue(attributes, name, value) })
              return (
                <tr key={id}>
                  <TextCell label={words.sku} value={sku} isRequired onChange={(next) => set(id, { sku: next })} />
                  {axes.map((axis) => (
                    <TextCell
                      key={axis}
                      label={isNamed(axisName(axis))}
                      value={options[axis] ?? ''}
                      onChange={(next) => set(id, { options: withValue(options, axis, next || undefined) })}
                    />
                  ))}
                  {axes.includes('colour') && (
                    <ColourCell
                      label={isNamed(words.swatch)}
                      value={attributes['colourRgb']}
                      onChange={(next) => attribute('colourRgb', next)}
                    />
                  )}
                  <PriceCell label={isNamed(words.price)} price={price} onChange={(next) => set(id, { price: next })} />
                  <PriceCell label={isNamed(words.priceBefore)} price={priceBefore} onChange={(next) => set(id, { priceBefore: next })} />
                  {kind === 'gift-card' ? (
                    <td className="ink-2">{words.noTax}</td>
                  ) : (
                    <ChoiceCell
                      label={isNamed(words.taxClass)}
                      value={taxClass}
                      options={words.taxClasses}
                      onChange={(next) => set(id, { taxClass: next === 'standard' ? undefined : next })}
                    />
                  )}
                  {numbers.map((name) => (
                    <NumberCell
                      key={name}
                      label={isNamed(numberName(name))}
                      value={attributes[name]}
                      onChange={(next) => attribute(name, next)}
                    />
                  ))}
                  {isSaved && (
                    <td className="ostock">
                      {kind !== 'gift-card' && (
                        <Link to={`/stock/${encodeURIComponent(id)}`} aria-label={isNamed(words.stock)}>
                          {words.openStock}
                        </Link>
                      )}
                    </td>
                  )}
                  <td className="oless">
                    {variants.length > 1 && (
                      <button
                        type="button"
                        aria-label={words.removeVariant(sku)}
                        onClick={() => onChange(variants.filter((one) => one.id !== id))}
                      >
                        <Icon name="close" />
                      </button>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <button className="ob omore" type="button" onClick={() => onChange([...variants, likeLast(variants)])}>
        <Icon name="plus" />
        {words.addVariant}
      </button>
    </>
  )
}

/** A value left blank is none. */
function withValue<Value>(record: Readonly<Record<string, Value>>, name: string, value: Value | undefined): Record<string, Value> {
  const { [name]: _, ...others } = record
  return value === undefined ? others : { ...record, [name]: value }
}

/** A new variant mostly differs in one option: it begins with the price and the numbers of the one above. */
function likeLast(variants: readonly Variant[]): Variant {
  const last = variants.at(-1)
  return { ...last, id: newKey(), sku: '', options: {}, attributes: last?.attributes ?? {} }
}
