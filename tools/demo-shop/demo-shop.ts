import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Where the data lies when this code runs from its sources. */
const here = new URL('./', import.meta.url)

export interface DemoText {
  readonly fr: string
  readonly en: string
}

export interface DemoImage {
  /** A file of `tools/demo-shop/pictures/`. */
  readonly file: string
  readonly view: 'front' | 'quarter' | 'worn' | 'detail'
  readonly colour: string | null
  readonly alt: DemoText
}

export interface DemoVariant {
  readonly id: string
  readonly sku: string
  readonly options: Readonly<Record<string, string>>
  readonly attributes: Readonly<Record<string, unknown>>
  readonly priceMinor: number
  readonly priceBeforeMinor?: number
  readonly lowest30DaysMinor?: number
  readonly onHand: number
  /** What the parcel weighs more because of it: glasses with their case, perfume with its bottle. */
  readonly weightG: number
}

export interface DemoProduct {
  readonly id: string
  readonly slug: string
  readonly kind: 'eyewear' | 'perfume' | 'apparel' | 'gift-card'
  readonly brand: string
  readonly name: DemoText
  readonly summary: DemoText
  readonly description: DemoText
  readonly categories: readonly string[]
  readonly attributes: Readonly<Record<string, unknown>>
  readonly publishedOn: string
  readonly images: readonly DemoImage[]
  readonly variants: readonly DemoVariant[]
}

export interface DemoCategory {
  readonly id: string
  readonly parent: string | null
  readonly slug: string
  readonly name: DemoText
  readonly intro: DemoText
}

export interface DemoNote {
  readonly code: string
  readonly name: DemoText
  readonly family: string
  readonly synonyms: { readonly fr: readonly string[]; readonly en: readonly string[] }
}

export interface DemoPromotion {
  readonly id: string
  readonly code: string
  readonly kind: 'percentage'
  readonly percent: number
  readonly currency: string
  readonly startsOn: string
  readonly endsOn: string | null
  readonly oncePerCustomer: boolean
  readonly name: DemoText
}

export interface DemoDeliveryMethod {
  readonly id: string
  readonly name: DemoText
  readonly hint: DemoText
  readonly currency: string
  readonly prices: readonly { readonly zone: string; readonly priceMinor: number; readonly freeFromMinor?: number }[]
  /** Working days from hand-over to door. */
  readonly days: readonly { readonly zone: string; readonly min: number; readonly max: number }[]
  readonly mode: 'road' | 'air'
  readonly pickup: boolean
  readonly carriesUn1266: boolean
  readonly carrier?: string
  /** Where a parcel waits; only for methods with `pickup`. */
  readonly pickupPoints?: readonly {
    readonly id: string
    readonly name: string
    readonly line1: string
    readonly postcode: string
    readonly city: string
  }[]
}

export interface DemoDelivery {
  readonly zones: readonly { readonly id: string; readonly name: DemoText; readonly countries: readonly string[] }[]
  readonly methods: readonly DemoDeliveryMethod[]
}

/** Powers in hundredths of a dioptre, minus cylinder; what the numbers of a lens mean is said in services/optics/domain/lens-range.ts. */
export interface DemoLens {
  readonly id: string
  readonly name: DemoText
  readonly use: string
  readonly index: number
  readonly sph: { readonly low: number; readonly high: number }
  readonly cyl: { readonly low: number; readonly high: number }
  readonly add?: { readonly low: number; readonly high: number }
  readonly minLensHeightMm?: number
  readonly rims: readonly string[]
  readonly prismOk: boolean
  readonly centreMm: number
  readonly edgeMinMm: number
  readonly blanks?: readonly { readonly diameterMm: number; readonly baseCurve: number }[]
  readonly leadDays: number
  readonly treatments: readonly string[]
  readonly priceMinor: number
}

export interface DemoTreatment {
  readonly id: string
  readonly name: DemoText
  readonly leadDays: number
  readonly clashesWith: readonly string[]
  readonly needsOneOf: readonly string[]
  readonly priceMinor: number
}

export interface DemoLenses {
  readonly options: readonly DemoLens[]
  readonly treatments: readonly DemoTreatment[]
}

export interface DemoShop {
  readonly products: readonly DemoProduct[]
  readonly categories: readonly DemoCategory[]
  readonly notes: readonly DemoNote[]
  /** Words for every code, by group: `labels.colour.black.fr`. */
  readonly labels: Readonly<Record<string, Readonly<Record<string, DemoText>>>>
  readonly promotions: readonly DemoPromotion[]
  readonly delivery: DemoDelivery
  readonly lenses: DemoLenses
  readonly tax: {
    readonly priceIncludesTax: boolean
    readonly currency: string
    readonly rates: readonly { readonly country: string; readonly percent: number }[]
  }
}

/**
 * Reads the goods, words and pictures of the demo shop from this folder.
 *
 * Money in minor units of euro with French VAT inside, lengths of frames in mm, of clothing in cm, weights in g. Ids are stable: loading
 * twice makes the same shop. What the data promises is proved by `demo-shop.test.ts`, so the loader does not check it again.
 */
export async function readDemoShop(folder: URL = here): Promise<DemoShop> {
  const read = async <Shape>(name: string) => JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8')) as Shape
  const [eyewear, perfume, apparel, giftCards] = await Promise.all([
    read<DemoProduct[]>('eyewear'),
    read<DemoProduct[]>('perfume'),
    read<DemoProduct[]>('apparel'),
    read<DemoProduct[]>('gift-cards'),
  ])
  return {
    products: [...eyewear, ...perfume, ...apparel, ...giftCards],
    categories: await read('categories'),
    notes: await read('notes'),
    labels: await read('labels'),
    promotions: await read('promotions'),
    delivery: await read('delivery'),
    lenses: await read('lenses'),
    tax: await read('tax'),
  }
}

/** Where the picture lies on disk. `file` comes from `DemoImage`. */
export function demoPicturePath(file: string, folder: URL = here): string {
  return fileURLToPath(new URL(`pictures/${file}`, folder))
}
