import type { Treatment } from '../domain/lens-range.ts'

export const treatmentMessage = ({ name, clashesWith, needsOneOf, isOutOfUse: outOfUse = false, ...treatment }: Treatment) => ({
  ...treatment,
  ...{ name: { ...name }, clashesWith: [...clashesWith], needsOneOf: [...needsOneOf], outOfUse },
})
