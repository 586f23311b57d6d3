import type { Words } from '@vitrine/ui/words'

const en = {
  swap: 'Swap for another size or colour',
  explain:
    'As long as the parcel is in the shop. The new items are put aside first; what they cost less is paid back, what they cost more is paid before anything changes.',
  instead: (name: string) => `Instead of ${name}`,
  choose: 'Choose',
  pieces: (name: string) => `How many of ${name}`,
  left: (count: number) => `${count} in stock`,
  soldOut: 'sold out',
  dearer: (amount: string) => `${amount} more each, and more where this order had a discount`,
  cheaper: (amount: string) => `${amount} less each`,
  confirm: 'Swap',
  none: (name: string) => `There is no other size or colour of ${name}.`,
}

const fr = {
  swap: 'Remplacer par une autre taille ou couleur',
  explain:
    'Tant que le colis est dans la boutique. Les nouveaux articles sont d’abord mis de côté\u00a0; ce qu’ils coûtent de moins est remboursé, ce qu’ils coûtent de plus se paie avant que rien ne change.',
  instead: (name) => `À la place de ${name}`,
  choose: 'Choisissez',
  pieces: (name) => `Combien de ${name}`,
  left: (count) => `${count} en stock`,
  soldOut: 'épuisé',
  dearer: (amount) => `${amount} de plus chacun, et davantage si cette commande avait une remise`,
  cheaper: (amount) => `${amount} de moins chacun`,
  confirm: 'Remplacer',
  none: (name) => `Il n’y a pas d’autre taille ni couleur de ${name}.`,
} satisfies typeof en

export const swapWords: Words<typeof en> = { en, fr }
