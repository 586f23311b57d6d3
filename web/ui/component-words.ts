import type { Words } from './words.ts'
import { plural } from './words.ts'

const en = {
  now: 'now',
  was: 'was',
  from: 'from',
  lowest: (price: string) => `Lowest in 30 days: ${price}`,
  soldOut: 'Sold out',
  inColour: (name: string, colour: string) => `${name}, ${colour}`,
  coloursOf: (name: string) => `Colours of ${name}`,
  breadcrumbs: 'Breadcrumb',
  problem: 'There is a problem',
  close: 'Close',
  results: (n: number) => plural('en', n, { one: '# result', other: '# results' }),
  minimum: (label: string) => `${label}, from`,
  maximum: (label: string) => `${label}, to`,
  to: 'to',
  reference: (id: string) => `Reference ${id}`,
}

const fr = {
  now: 'maintenant',
  was: 'au lieu de',
  from: 'dès',
  lowest: (price: string) => `Plus bas en 30 jours\u00a0: ${price}`,
  soldOut: 'Épuisé',
  inColour: (name: string, colour: string) => `${name}, ${colour}`,
  coloursOf: (name: string) => `Couleurs de ${name}`,
  breadcrumbs: 'Fil d’Ariane',
  problem: 'Il y a un problème',
  close: 'Fermer',
  results: (n: number) => plural('fr', n, { one: '# résultat', other: '# résultats' }),
  minimum: (label: string) => `${label}, de`,
  maximum: (label: string) => `${label}, à`,
  to: 'à',
  reference: (id: string) => `Référence ${id}`,
} satisfies typeof en

/** What the components of `components/` say. */
export const componentWords: Words<typeof en> = { en, fr }
