import type { Words } from './words.ts'

const en = {
  drawing: (name: string, size: string) =>
    `${name} ${size}, front and side, dimensioned in millimetres. The same measures follow in words.`,
  width: 'overall width',
  lens: 'lens',
  lensHeight: 'lens height',
  bridge: 'bridge',
  temple: 'temple',
  templeUnfolded: 'temple, unfolded',
  weight: 'without lenses',
  top: 'Top',
  heart: 'Heart',
  base: 'Base',
  topTime: '15 to 30 min',
  heartTime: '2 to 6 h',
  baseTime: '12 h and more',
  onSkin: 'on skin',
  asTable: 'Show as a table',
  time: 'Time',
  notes: 'Notes',
  lasts: 'Lasts',
  pyramid: 'Three times: top from 0 to 30 minutes, heart from 15 minutes to 6 hours, base from 2 hours to more than 12 hours.',
}

const fr = {
  drawing: (name: string, size: string) =>
    `${name} ${size}, de face et de profil, cotée en millimètres. Les mêmes mesures suivent en texte.`,
  width: 'largeur totale',
  lens: 'calibre',
  lensHeight: 'hauteur de verre',
  bridge: 'pont',
  temple: 'branche',
  templeUnfolded: 'branche, développée',
  weight: 'sans les verres',
  top: 'Tête',
  heart: 'Cœur',
  base: 'Fond',
  topTime: '15 à 30 min',
  heartTime: '2 à 6 h',
  baseTime: '12 h et plus',
  onSkin: 'pose',
  asTable: 'Voir en tableau',
  time: 'Temps',
  notes: 'Notes',
  lasts: 'Durée',
  pyramid: 'Trois temps\u00a0: tête de 0 à 30 minutes, cœur de 15 minutes à 6 heures, fond de 2 heures à plus de 12 heures.',
} satisfies typeof en

/** What the frame drawing and the note pyramid say. */
export const drawingWords: Words<typeof en> = { en, fr }
