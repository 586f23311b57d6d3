import { useLocale } from '@vitrine/ui/locale'
import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Categories',
  intro:
    'The shelves of the shop, in the order shoppers see them. A product can stand on several, a shelf within others, five levels deep.',
  make: 'New category',
  none: 'No category yet. Without one shoppers find products by searching only.',
  name: 'Category',
  nameFr: 'Name in French',
  nameEn: 'Name in English',
  slug: 'Address',
  slugHint: 'The end of the page’s address: small letters, digits and hyphens. Links to the old one lead nowhere.',
  products: 'Products',
  order: 'Order',
  up: (name: string) => `Move ${name} up`,
  down: (name: string) => `Move ${name} down`,
  moved: (name: string, place: number) => `${name} is now number ${place}.`,
  parent: 'Stands in',
  top: 'Nothing: it is at the top',
  kind: 'What is in it',
  kinds: { '': 'Of several kinds', eyewear: 'Eyewear', perfume: 'Perfume', apparel: 'Clothing', 'gift-card': 'Gift cards', other: 'Other' },
  kindHint: 'Decides which filters come first and how the cards look.',
  introFr: 'Introduction in French',
  introEn: 'Introduction in English',
  leave: 'What you typed is not saved. Leave anyway?',
  remove: 'Take it away',
  removeHint: 'Only a category in which nothing stands can go.',
  inUse: (products: number, below: number) =>
    `It stays: ${products === 1 ? '1 product' : `${products} products`} (drafts and withdrawn ones too) and ${below === 1 ? '1 category' : `${below} categories`} are in it.`,
  why: {
    slug: 'small letters, digits and hyphens between them',
    text: 'may not be empty',
    categories: 'it would stand in itself, or more than five levels deep',
  },
}

const fr = {
  title: 'Rayons',
  intro:
    'Les rayons de la boutique, dans l’ordre où on les voit. Un produit peut être dans plusieurs, un rayon dans un autre, sur cinq niveaux.',
  make: 'Nouveau rayon',
  none: 'Pas encore de rayon. Sans eux, on ne trouve les produits qu’en cherchant.',
  name: 'Rayon',
  nameFr: 'Nom en français',
  nameEn: 'Nom en anglais',
  slug: 'Adresse',
  slugHint:
    'La fin de l’adresse de la page\u00a0: minuscules, chiffres et traits d’union. Les liens vers l’ancienne ne mènent plus nulle part.',
  products: 'Produits',
  order: 'Ordre',
  up: (name) => `Monter ${name}`,
  down: (name) => `Descendre ${name}`,
  moved: (name, place) => `${name} est maintenant au rang ${place}.`,
  parent: 'Est dans',
  top: 'Rien\u00a0: tout en haut',
  kind: 'Ce qu’on y trouve',
  kinds: {
    '': 'De plusieurs sortes',
    eyewear: 'Lunettes',
    perfume: 'Parfums',
    apparel: 'Vêtements',
    'gift-card': 'Cartes cadeaux',
    other: 'Autre',
  },
  kindHint: 'Décide des filtres qui viennent d’abord et de l’aspect des cartes.',
  introFr: 'Introduction en français',
  introEn: 'Introduction en anglais',
  leave: 'Votre saisie n’est pas enregistrée. Quitter quand même\u00a0?',
  remove: 'Le retirer',
  removeHint: 'Seul un rayon vide peut partir.',
  inUse: (products, below) =>
    `Il reste\u00a0: ${products > 1 ? `${products} produits` : `${products} produit`} (brouillons et retirés compris) et ${below > 1 ? `${below} rayons` : `${below} rayon`} s’y trouvent.`,
  why: {
    slug: 'des minuscules, des chiffres et des traits d’union entre eux',
    text: 'ne peut pas être vide',
    categories: 'il serait dans lui-même, ou à plus de cinq niveaux',
  },
} satisfies typeof en

export const categoryWords: Words<typeof en> = { en, fr }
export type CategoryWords = typeof en
export const useCategoryWords = (): CategoryWords => categoryWords[useLocale()]
