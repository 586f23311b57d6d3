import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Tell me when it is back',
  email: 'E-mail address',
  consent: 'We keep the address for this alone: we write once when it is back, then forget it. After a year we forget it anyway.',
  send: 'Write to me once',
  sending: 'Sending…',
  kept: (name: string) => `We will write to you once, when ${name} is back.`,
  isThere: 'It has just come back: you can buy it now.',
  tooMany: 'That was many times in a row. Wait a minute, then try again.',
  failed: 'This could not be kept. Try again.',
  preOrder: (day: string) => `Pre-order, ships from ${day}`,
  backOrder: (day: string) => `On order, ships from ${day}`,
  preOrderNow: 'Pre-order',
  backOrderNow: 'Order',
  left: 'You pay now; we send it as soon as it has arrived, in the order people asked.',
}

const fr = {
  title: 'Me prévenir de son retour',
  email: 'Adresse e-mail',
  consent:
    'Nous gardons l’adresse pour cela seulement\u00a0: nous écrivons une fois, à son retour, puis nous l’oublions. Au bout d’un an, nous l’oublions de toute façon.',
  send: 'M’écrire une fois',
  sending: 'Envoi en cours…',
  kept: (name: string) => `Nous vous écrirons une fois, au retour de ${name}.`,
  isThere: 'Il vient de revenir\u00a0: vous pouvez l’acheter.',
  tooMany: 'Cela fait beaucoup de fois de suite. Attendez une minute, puis réessayez.',
  failed: 'Cela n’a pas pu être gardé. Réessayez.',
  preOrder: (day: string) => `Précommande, part à compter du ${day}`,
  backOrder: (day: string) => `En réapprovisionnement, part à compter du ${day}`,
  preOrderNow: 'Précommander',
  backOrderNow: 'Commander',
  left: 'Vous payez maintenant\u00a0; nous l’envoyons dès son arrivée, dans l’ordre des demandes.',
} satisfies typeof en

export const backInStockWords: Words<typeof en> = { en, fr }
