import type { Product } from '@vitrine/gateway/schemas/catalogue'

/** A dozen products for looking at pages while the shop behind them is elsewhere. Never part of the shop. */
export type Text = readonly [fr: string, en: string]
export type Language = 'fr' | 'en'

export const words: Record<string, Text> = {
  shape: ['Forme', 'Shape'],
  material: ['Matière', 'Material'],
  colour: ['Couleur', 'Colour'],
  size: ['Taille', 'Size'],
  volume: ['Contenance', 'Volume'],
  concentration: ['Concentration', 'Concentration'],
  'shape.panto': ['Panto', 'Panto'],
  'shape.round': ['Ronde', 'Round'],
  'shape.square': ['Carrée', 'Square'],
  'shape.rectangle': ['Rectangle', 'Rectangle'],
  'shape.cat': ['Papillon', 'Cat-eye'],
  'shape.aviator': ['Aviateur', 'Aviator'],
  'shape.oval': ['Ovale', 'Oval'],
  'material.acetate': ['Acétate', 'Acetate'],
  'material.titanium': ['Titane', 'Titanium'],
  'material.steel': ['Acier', 'Steel'],
  'material.wool': ['Laine', 'Wool'],
  'material.cotton': ['Coton', 'Cotton'],
  'rim.full': ['Cerclée', 'Full'],
  'noseFit.standard': ['Standard', 'Standard'],
  'hinge.five': ['Cinq lames', 'Five barrels'],
  'colour.tortoise': ['Écaille', 'Tortoise'],
  'colour.ink': ['Encre', 'Ink'],
  'colour.black': ['Noir', 'Black'],
  'colour.silver': ['Acier', 'Silver'],
  'colour.gold': ['Or', 'Gold'],
  'colour.honey': ['Miel', 'Honey'],
  'colour.burgundy': ['Bordeaux', 'Burgundy'],
  'colour.green': ['Sapin', 'Fir'],
  'colour.sage': ['Sauge', 'Sage'],
  'colour.ecru': ['Écru', 'Ecru'],
  'colour.navy': ['Marine', 'Navy'],
  'colour.brick': ['Brique', 'Brick'],
  'concentration.edp': ['Eau de parfum', 'Eau de parfum'],
  'concentration.edt': ['Eau de toilette', 'Eau de toilette'],
  'family.amber': ['Ambrée', 'Amber'],
  'family.woody': ['Boisée', 'Woody'],
  'family.floral': ['Florale', 'Floral'],
  'family.citrus': ['Hespéridée', 'Citrus'],
  'accords.amber': ['Ambré', 'Amber'],
  'accords.woody': ['Boisé', 'Woody'],
  'accords.citrus': ['Agrumes', 'Citrus'],
  'accords.floral': ['Floral', 'Floral'],
  'accords.musk': ['Musqué', 'Musky'],
  'notes.bergamot': ['Bergamote', 'Bergamot'],
  'notes.mandarin': ['Mandarine', 'Mandarin'],
  'notes.pink-pepper': ['Baie rose', 'Pink pepper'],
  'notes.orange-blossom': ['Fleur d’oranger', 'Orange blossom'],
  'notes.cistus': ['Ciste', 'Cistus'],
  'notes.iris': ['Iris', 'Iris'],
  'notes.benzoin': ['Benjoin', 'Benzoin'],
  'notes.vanilla': ['Vanille', 'Vanilla'],
  'notes.sandalwood': ['Santal', 'Sandalwood'],
  'notes.tonka': ['Tonka', 'Tonka'],
  'seasons.autumn': ['Automne', 'Autumn'],
  'seasons.winter': ['Hiver', 'Winter'],
  'fit.regular': ['Droite', 'Regular'],
  'fibres.wool': ['Laine', 'Wool'],
  'fibres.cotton': ['Coton', 'Cotton'],
  'care.wash-30-wool': ['30 °C, cycle laine', '30 °C, wool cycle'],
  'care.dry-flat': ['Séchage à plat', 'Dry flat'],
  'measures.chest': ['Poitrine', 'Chest'],
  'measures.length': ['Longueur', 'Length'],
  'measures.sleeve': ['Manche', 'Sleeve'],
  'measures.shoulder': ['Épaules', 'Shoulders'],
}
export const tones: Record<string, readonly string[]> = {
  tortoise: ['#b5732f', '#4a2412'],
  ink: ['#26435f', '#101c2b'],
  black: ['#17161a'],
  silver: ['#85878c'],
  gold: ['#cfb284'],
  honey: ['#c8894a'],
  burgundy: ['#6d1f2c', '#2a0a10'],
  green: ['#1f3d33'],
  sage: ['#5e7460'],
  ecru: ['#cfc6b4'],
  navy: ['#232f47'],
  brick: ['#84493c'],
}

export interface Seed {
  readonly slug: string
  readonly name: string
  readonly kind: 'eyewear' | 'perfume' | 'apparel'
  readonly minor: number
  readonly before?: number
  readonly subtitle: Text
  readonly pictures: readonly (readonly [file: string, view: string, alt: Text, colour?: string | undefined])[]
  readonly colours?: readonly string[]
  readonly sizes?: readonly string[]
  readonly attributes: Product['attributes']
}

const frame = (
  slug: string,
  name: string,
  minor: number,
  shape: string,
  material: string,
  a: number,
  b: number,
  d: number,
  t: number,
  w: number,
  g: number,
  colours: readonly string[],
  extra: Partial<Seed> = {},
): Seed => ({
  slug,
  name,
  minor,
  kind: 'eyewear',
  colours,
  sizes: [`${a}-${d}-${t}`],
  subtitle: [
    `Monture ${words[`shape.${shape}`]?.[0].toLowerCase()} en ${words[`material.${material}`]?.[0].toLowerCase()}`,
    `${words[`shape.${shape}`]?.[1]} frame in ${words[`material.${material}`]?.[1].toLowerCase()}`,
  ],
  pictures: [[`glasses-${slug}-${colours[0]}-front`, 'front', [`${name}, vue de face`, `${name}, seen from the front`]]],
  attributes: {
    shape,
    material,
    rim: 'full',
    noseFit: 'standard',
    hinge: 'five',
    prescription: true,
    lensWidthMm: a,
    lensHeightMm: b,
    bridgeMm: d,
    templeMm: t,
    frameWidthMm: w,
    weightG: g,
  },
  ...extra,
})
const pyramid = {
  concentration: 'edp',
  oilPct: 16,
  family: 'amber',
  subfamily: 'woody',
  seasons: ['autumn', 'winter'],
  paoMonths: 36,
  perfumer: 'Maison Vitrine',
  year: 2025,
  notes: [
    ['bergamot', 'top', 'citrus'],
    ['mandarin', 'top', 'citrus'],
    ['pink-pepper', 'top', 'floral'],
    ['orange-blossom', 'heart', 'floral'],
    ['cistus', 'heart', 'green'],
    ['iris', 'heart', 'musk'],
    ['benzoin', 'base', 'amber'],
    ['vanilla', 'base', 'amber'],
    ['sandalwood', 'base', 'woody'],
    ['tonka', 'base', 'woody'],
  ].map(([noteId, tier, family], rank) => ({ noteId, tier, family, rank })),
  accords: [
    { name: 'amber', strength: 86 },
    { name: 'woody', strength: 58 },
    { name: 'citrus', strength: 44 },
    { name: 'floral', strength: 31 },
    { name: 'musk', strength: 18 },
  ],
  inci: ['Alcohol denat.', 'parfum', 'aqua', 'limonene', 'linalool', 'coumarin', 'citral', 'benzyl benzoate'],
  allergens: [{ name: 'linalool' }, { name: 'limonene' }, { name: 'coumarin' }],
} as Product['attributes']
const scent = (slug: string, name: string, minor: number, file: string, alt: Text): Seed => ({
  slug,
  name,
  minor,
  kind: 'perfume',
  subtitle: ['Eau de parfum', 'Eau de parfum'],
  pictures: [[file, 'front', alt]],
  attributes: pyramid,
})
const chart = {
  sizes: ['XS', 'S', 'M', 'L', 'XL'].map((label, i) => ({
    label,
    garment: { chest: 44 + 2.5 * i, length: 63 + 2 * i, sleeve: 58 + i, shoulder: 40 + 1.5 * i },
    body: { chest: [80 + 6 * i, 86 + 6 * i] },
  })),
}
const wear = (slug: string, name: string, minor: number, colours: readonly string[], subtitle: Text, files: readonly string[]): Seed => ({
  slug,
  name,
  minor,
  kind: 'apparel',
  colours,
  sizes: ['XS', 'S', 'M', 'L', 'XL'],
  subtitle,
  pictures: files.map((file, i) => [file, 'flat', [`${name}, posé à plat`, `${name}, laid flat`], colours[i]] as const),
  attributes: {
    garment: 'sweater',
    fit: 'regular',
    material: 'wool',
    stretchPct: 12,
    fibres: [
      { name: 'wool', pct: 70 },
      { name: 'cotton', pct: 30 },
    ],
    care: ['wash-30-wool', 'dry-flat'],
    sizeChart: chart,
  } as Product['attributes'],
})

export const seeds: readonly Seed[] = [
  frame('lise', 'Lise', 16900, 'panto', 'acetate', 48, 42, 20, 145, 131, 24, ['tortoise', 'ink', 'black'], {
    pictures: [
      [
        'glasses-lise-tortoise-front',
        'front',
        ['Lise en écaille ambrée, vue de face', 'Lise in amber tortoise, from the front'],
        'tortoise',
      ],
      [
        'glasses-lise-tortoise-quarter',
        'quarter',
        ['Lise en écaille, de trois quarts', 'Lise in tortoise, from three quarters'],
        'tortoise',
      ],
      ['glasses-lise-tortoise-side', 'side', ['Lise en écaille, de profil', 'Lise in tortoise, from the side'], 'tortoise'],
      ['glasses-lise-tortoise-worn', 'worn', ['Lise en écaille sur un buste', 'Lise in tortoise on a bust'], 'tortoise'],
      ['glasses-lise-blue-front', 'front', ['Lise encre, vue de face', 'Lise in ink, from the front'], 'ink'],
    ],
  }),
  frame('elio', 'Elio', 18900, 'round', 'titanium', 47, 45, 21, 145, 127, 12, ['silver', 'gold']),
  frame('jeanne', 'Jeanne', 12720, 'oval', 'acetate', 49, 38, 20, 140, 134, 21, ['honey', 'black'], { before: 15900 }),
  frame('iris', 'Iris', 17900, 'cat', 'acetate', 52, 40, 17, 140, 136, 25, ['burgundy', 'black', 'honey']),
  frame('noe', 'Noé', 15900, 'square', 'acetate', 51, 41, 19, 145, 137, 27, ['black', 'tortoise']),
  frame('orly', 'Orly', 20900, 'aviator', 'steel', 56, 48, 16, 140, 139, 19, ['gold', 'silver']),
  frame('basile', 'Basile', 14900, 'rectangle', 'acetate', 54, 34, 18, 150, 141, 26, ['green', 'black', 'ink']),
  scent('ambre-clair', 'Ambre clair', 8400, 'perfume-ambre-clair-50', [
    'Flacon carré en verre épais, liquide ambré, bouchon noir',
    'Square bottle of thick glass, amber liquid, black cap',
  ]),
  scent('peau-de-rose', 'Peau de rose', 9600, 'perfume-peau-de-rose-100', [
    'Flacon cylindrique rose, bouchon en bois',
    'Pink cylindrical bottle, wooden cap',
  ]),
  scent('sel-de-figuier', 'Sel de figuier', 6800, 'perfume-sel-de-figuier-50', [
    'Flacon rond bleu pâle, bouchon ivoire',
    'Round pale blue bottle, ivory cap',
  ]),
  scent('vetiver-froid', 'Vétiver froid', 11800, 'perfume-vetiver-froid-100', [
    'Flacon octogonal vert, bouchon métal',
    'Octagonal green bottle, metal cap',
  ]),
  wear(
    'marin',
    'Marin',
    13500,
    ['sage', 'ecru'],
    ['Pull à col rond, laine et coton, coupe droite', 'Crew neck, wool and cotton, regular fit'],
    ['clothing-marin-sweater-sage', 'clothing-landes-sweater-ecru'],
  ),
  wear('marin-tee', 'Marin, t-shirt', 4500, ['navy'], ['Coton, coupe droite', 'Cotton, regular fit'], ['clothing-marin-tee-navy']),
  wear('quai', 'Quai', 5900, ['brick'], ['Coton, manches longues', 'Cotton, long sleeves'], ['clothing-quai-long-brick']),
  wear('dune', 'Dune', 14900, ['ink'], ['Robe, sergé de coton', 'Dress, cotton twill'], ['clothing-dune-dress-ink']),
]
