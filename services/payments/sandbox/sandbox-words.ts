/** What the provider's page says to a shopper. */
interface Words {
  readonly title: string
  readonly lead: (amount: string) => string
  readonly note: string
  readonly approve: string
  readonly refuse: string
  readonly gone: string
}

const en: Words = {
  title: 'Your bank asks: is it you?',
  lead: (amount) => `Confirm the payment of ${amount}.`,
  note: 'This page belongs to the sandbox of a demo shop. No money moves.',
  approve: 'Approve',
  refuse: 'Refuse',
  gone: 'This request is no longer open.',
}

const fr: Words = {
  title: 'Votre banque vérifie que c’est bien vous',
  lead: (amount) => `Confirmez le paiement de ${amount}.`,
  note: 'Cette page est celle du bac à sable d’une boutique de démonstration. Aucun argent ne circule.',
  approve: 'Approuver',
  refuse: 'Refuser',
  gone: 'Cette demande n’est plus ouverte.',
}

export type Language = 'fr' | 'en'

/** French unless the browser prefers English. */
export const languageOf = (accepted: string | undefined): Language => (/^\s*en\b/i.test(accepted ?? '') ? 'en' : 'fr')

export const wordsIn = (language: Language): Words => (language === 'en' ? en : fr)
