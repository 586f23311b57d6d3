import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Gift cards',
  hint: 'A card that is sent again gets another code; the old one pays nothing any more, and what is on it stays.',
  card: (end: string, balance: string) => `Card ending in ${end}, ${balance} on it`,
  send: (end: string) => `Send the card ending in ${end} again`,
  sent: (to: string) => `Sent to ${to}.`,
  again: (count: number) => (count === 1 ? 'sent again once' : `sent again ${count} times`),
  nobody: 'its buyer was forgotten',
  closed: 'closed',
  spent: 'spent',
}

const fr = {
  title: 'Cartes cadeau',
  hint: 'Une carte renvoyée reçoit un autre code\u00a0; l’ancien ne paie plus rien, et le solde reste.',
  card: (end, balance) => `Carte finissant par ${end}, solde ${balance}`,
  send: (end) => `Renvoyer la carte finissant par ${end}`,
  sent: (to) => `Envoyée à ${to}.`,
  again: (count) => (count === 1 ? 'renvoyée une fois' : `renvoyée ${count} fois`),
  nobody: 'son acheteur a été oublié',
  closed: 'fermée',
  spent: 'dépensée',
} satisfies typeof en

export const orderCardWords: Words<typeof en> = { en, fr }
