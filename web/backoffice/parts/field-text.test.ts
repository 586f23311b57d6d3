import { expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { fieldText, fieldTexts } from './field-text.ts'

test.each([
  ['description.en', 'Description (Anglais)'],
  ['images', 'Images'],
  ['images[0].alt.fr', 'Ce qu’un acheteur y voit 1 (Français)'],
  ['attributes.fibres', 'Fibres'],
  ['elsewhere', 'elsewhere'],
])('%s is %s', (path, text) => expect(fieldText(path, fr)).toBe(text))

test('what every variant lacks is said once', () => {
  expect(fieldTexts(['variants[0].inci', 'variants[1].inci', 'name.en'], en)).toBe('Ingredients, Name (English)')
})
