import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Invoice and credit notes',
  save: { invoice: (number: string) => `Invoice ${number} (PDF)`, 'credit-note': (number: string) => `Credit note ${number} (PDF)` },
}

const fr = {
  title: 'Facture et avoirs',
  save: { invoice: (number) => `Facture ${number} (PDF)`, 'credit-note': (number) => `Avoir ${number} (PDF)` },
} satisfies typeof en

export const orderPaperWords: Words<typeof en> = { en, fr }
