import { expect, test } from 'vitest'
import { slugOf } from './slug-of.ts'

test.each([
  ['Écaille d’été', 'ecaille-d-ete'],
  ['  Cœur N° 5 ', 'coeur-n-5'],
  ['', ''],
])('%j lives at %j', (name, slug) => expect(slugOf(name)).toBe(slug))
