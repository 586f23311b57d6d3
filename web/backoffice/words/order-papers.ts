import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Invoice and credit notes',
  none: 'None: this order was not paid.',
  save: { invoice: (number: string) => `Invoice ${number} (PDF)`, 'credit-note': (number: string) => `Credit note ${number} (PDF)` },
}

const fr = {
  title: 'Facture et avoirs',
  none: 'Aucun\u00a0: cette commande n’a pas été payée.',
  save: { invoice: (number) => `Facture ${number} (PDF)`, 'credit-note': (number) => `Avoir ${number} (PDF)` },
} satisfies typeof en

export const orderPaperWords: Words<typeof en> = { en, fr }
