import type { OfficeWords } from '../words/en.ts'

/** A field as the server names it, in words: `description.en`, `images[0].alt.fr`, `variants[2].inci`, `attributes.fibres`. */
export function fieldText(path: string, words: OfficeWords): string {
  const language = /\.(fr|en)$/.exec(path)?.[1]
  const place = path.replace(/\.(fr|en)$/, '')
  const number = /\[(\d+)\]/.exec(place)?.[1]
  const last = place.split('.').at(-1) ?? place
  const name = place.startsWith('images[') ? words.altText : (known(last, words) ?? path)
  const of = number === undefined ? '' : ` ${Number(number) + 1}`
  return `${name}${of}${language ? ` (${language === 'fr' ? words.inFrench : words.inEnglish})` : ''}`
}

function known(name: string, words: OfficeWords): string | undefined {
  const own: Readonly<Record<string, string>> = {
    name: words.name,
    summary: words.summary,
    description: words.description,
    images: words.pictures,
    variants: words.variants,
    slug: words.slug,
    brand: words.brand,
    sku: words.sku,
    price: words.price,
    options: words.variant,
  }
  return own[name.replace(/\[\d+\]$/, '')] ?? words.attributeNames[name as keyof typeof words.attributeNames]
}

/** Each field once, however many variants lack it. */
export const fieldTexts = (paths: readonly string[], words: OfficeWords): string =>
  [...new Set(paths.map((path) => fieldText(path.replace(/^variants\[\d+\]\./, 'attributes.'), words)))].join(', ')
