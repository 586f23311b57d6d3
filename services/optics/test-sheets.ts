import type { TypedEye, TypedPrescription } from './domain/prescription.ts'

const emptyEye: TypedEye = {
  ...{ sph: '', cyl: '', axis: '', add: '', near: '', baseCurve: '', diameter: '' },
  ...{ prismH: '', baseH: '', prismV: '', baseV: '' },
}

/** A sheet with what a test is about; both eyes plano otherwise. */
export const sheet = (
  right: Partial<TypedEye> = {},
  left: Partial<TypedEye> = {},
  rest: Partial<Omit<TypedPrescription, 'right' | 'left'>> = {},
): TypedPrescription => ({
  right: { ...emptyEye, sph: '0', ...right },
  left: { ...emptyEye, sph: '0', ...left },
  ...{ pdFar: '', pdFarRight: '', pdFarLeft: '', pdNear: '', vertexMm: '' },
  ...rest,
})
