import { useLocale } from '@vitrine/ui/locale'
import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Pages',
  intro:
    'Terms of sale, privacy, who you are: what the law and your shoppers want to read. What you write here is in the shop within a minute.',
  page: 'Page',
  words: 'Its words',
  own: 'Yours',
  usual: 'As it came',
  address: 'Address',
  titleFr: 'Title in French',
  titleEn: 'Title in English',
  bodyFr: 'Text in French',
  bodyEn: 'Text in English',
  bodyHint: 'An empty line begins a new paragraph. A line of its own that begins with “## ” is a heading.',
  reset: 'Back to the words it came with',
  resetHint: 'What you wrote is lost.',
  leave: 'What you typed is not saved. Leave anyway?',
  why: 'may not be empty, nor longer than 100 characters for a title and 50,000 for a text',
}

const fr = {
  title: 'Pages',
  intro:
    'Conditions de vente, vie privée, qui vous êtes\u00a0: ce que la loi et vos clients veulent lire. Ce que vous écrivez ici est dans la boutique en moins d’une minute.',
  page: 'Page',
  words: 'Ses mots',
  own: 'Les vôtres',
  usual: 'D’origine',
  address: 'Adresse',
  titleFr: 'Titre en français',
  titleEn: 'Titre en anglais',
  bodyFr: 'Texte en français',
  bodyEn: 'Texte en anglais',
  bodyHint: 'Une ligne vide commence un paragraphe. Une ligne seule qui commence par «\u00a0##\u00a0» et une espace est un titre.',
  reset: 'Revenir aux mots d’origine',
  resetHint: 'Ce que vous avez écrit est perdu.',
  leave: 'Votre saisie n’est pas enregistrée. Quitter quand même\u00a0?',
  why: 'ne peut pas être vide, ni dépasser 100 caractères pour un titre et 50\u00a0000 pour un texte',
} satisfies typeof en

export const pageWords: Words<typeof en> = { en, fr }
export const usePageWords = (): typeof en => pageWords[useLocale()]
