import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'My measures',
  see: 'See and change my measures',
  intro:
    'Kept encrypted for a year, so that you need not type them twice: frames that fit you and the lens page use them. Empty what you do not want kept.',
  pdError: (mm: string) => `It may be off by ± ${mm}: measured on a picture. Type over it what your prescription says.`,
  consent: 'I agree that the shop keeps these measures, for me alone.',
  needsConsent: 'Tick that they may be kept.',
  save: 'Keep my measures',
  saving: 'Keeping…',
  saved: 'Your measures are kept.',
  keptUntil: (day: string) => `Kept until ${day}.`,
  none: 'No measures are kept.',
  remove: 'Erase my measures',
  removed: 'Your measures are erased.',
  failed: 'This did not work. Nothing was changed. Try again.',
  fromAccount: 'Filled in from the measures you keep.',
  change: 'Change or erase them',
  keepThese: 'Keep my measures in my account',
}

const fr = {
  title: 'Mes mesures',
  see: 'Voir et modifier mes mesures',
  intro:
    'Gardées chiffrées pendant un an, pour ne pas les écrire deux fois\u00a0: les montures à votre taille et la page des verres s’en servent. Videz ce que vous ne voulez pas garder.',
  pdError: (mm: string) => `Elle peut être fausse de ± ${mm}\u00a0: mesurée sur une image. Écrivez par-dessus ce que dit votre ordonnance.`,
  consent: 'J’accepte que la boutique garde ces mesures, pour moi seul.',
  needsConsent: 'Cochez qu’elles peuvent être gardées.',
  save: 'Garder mes mesures',
  saving: 'Enregistrement…',
  saved: 'Vos mesures sont gardées.',
  keptUntil: (day: string) => `Gardées jusqu’au ${day}.`,
  none: 'Aucune mesure n’est gardée.',
  remove: 'Effacer mes mesures',
  removed: 'Vos mesures sont effacées.',
  failed: 'Cela n’a pas abouti. Rien n’a changé. Réessayez.',
  fromAccount: 'Rempli avec les mesures que vous gardez.',
  change: 'Les modifier ou les effacer',
  keepThese: 'Garder mes mesures dans mon compte',
} satisfies typeof en

export const measuresWords: Words<typeof en> = { en, fr }
