import type { Product, Variant } from '@vitrine/gateway/schemas/catalogue'

export type Choice = Readonly<Record<string, string>>

/** The choice an address makes (`?colour=ink&size=48-20-145`), completed to a variant that exists: in stock first, a bottle before its sample, then in order. */
export function chosenVariant(product: Product, asked: Choice): Variant {
  const fits = (variant: Variant): number => variant.options.filter((option) => asked[option.name] === option.value).length
  const rank = (variant: Variant): number =>
    fits(variant) * 4 + (variant.stock.available > 0 ? 2 : 0) + (variant.attributes.form === 'sample' ? 0 : 1)
  const [first, ...rest] = product.variants
  if (!first) throw new Error('a product has at least one variant')
  return rest.reduce((best, variant) => (rank(variant) > rank(best) ? variant : best), first)
}

export const choiceOf = (variant: Variant): Choice => Object.fromEntries(variant.options.map((option) => [option.name, option.value]))

/** The variant that has exactly these options, if it is made. */
export const exactVariant = (product: Product, choice: Choice): Variant | undefined =>
  product.variants.find((variant) => variant.options.every((option) => choice[option.name] === option.value))

/** What an address asks for, of the axes the product has. */
export const askedChoice = (product: Product, params: URLSearchParams): Choice =>
  Object.fromEntries(product.axes.flatMap((axis) => (params.get(axis.name) ? [[axis.name, params.get(axis.name) ?? '']] : [])))
