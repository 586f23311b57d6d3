import type { Words } from '@vitrine/ui/words'

const en = {
  consent: 'Also estimate the shape of my face, to order the frames by it',
  consentHint: 'Computed from this photo for this answer alone, and not kept. Without the tick it is not computed.',
  title: 'The shape of your face',
  opinion: 'An opinion, from proportions alone. Change it, or switch it off.',
  share: (shape: string, share: string) => `${shape}: ${share}`,
  shapes: { oval: 'oval', round: 'round', square: 'square', oblong: 'oblong', heart: 'heart', diamond: 'diamond' },
  unclear: 'No shape stands out on this photo: the frames keep their order.',
  correct: 'Order the frames for a face that is',
  estimated: 'as estimated',
  ordered: 'The frames are ordered by it.',
  off: 'Switch it off',
  width: (mm: string, error: string) => `Width of your face: ${mm} ± ${error}.`,
}

const fr = {
  consent: 'Estimer aussi la forme de mon visage, pour classer les montures',
  consentHint: 'Calculée sur cette photo pour cette seule réponse, et pas gardée. Sans la coche, elle n’est pas calculée.',
  title: 'La forme de votre visage',
  opinion: 'Un avis, tiré des proportions seules. Changez-le, ou désactivez-le.',
  share: (shape: string, share: string) => `${shape}\u00a0: ${share}`,
  shapes: { oval: 'ovale', round: 'rond', square: 'carré', oblong: 'allongé', heart: 'en cœur', diamond: 'en losange' },
  unclear: 'Aucune forme ne se détache sur cette photo\u00a0: les montures gardent leur ordre.',
  correct: 'Classer les montures pour un visage',
  estimated: 'comme estimé',
  ordered: 'Les montures sont classées d’après elle.',
  off: 'Désactiver',
  width: (mm: string, error: string) => `Largeur de votre visage\u00a0: ${mm} ± ${error}.`,
} satisfies typeof en

export const faceShapeWords: Words<typeof en> = { en, fr }
