import { plural, type Words } from '@vitrine/ui/words'

const en = {
  swap: 'Swap for another size or colour',
  explain:
    'As long as the parcel is in the shop. The new items are put aside first; what they cost less is paid back, what they cost more is paid before anything changes.',
  instead: (name: string) => `Instead of ${name}`,
  choose: 'Choose',
  pieces: (name: string) => `How many of ${name}`,
  left: (count: number) => `${count} in stock`,
  soldOut: 'sold out',
  toPay: (amount: string) => `${amount} to pay`,
  back: (amount: string) => `${amount} paid back`,
  notForThis: 'not possible for this order',
  show: 'Show what it costs',
  confirm: (count: number) => plural('en', count, { one: 'Swap # item', other: 'Swap # items' }),
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
  toPay: (amount) => `${amount} à payer`,
  back: (amount) => `${amount} remboursés`,
  notForThis: 'impossible pour cette commande',
  show: 'Afficher ce que cela coûte',
  confirm: (count) => plural('fr', count, { one: 'Remplacer # article', other: 'Remplacer # articles' }),
  none: (name) => `Il n’y a pas d’autre taille ni couleur de ${name}.`,
} satisfies typeof en

export const swapWords: Words<typeof en> = { en, fr }
