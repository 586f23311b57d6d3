import { describe, expect, test } from 'vitest'
import { sheet } from '../test-sheets.ts'
import { readPrescription, type TypedPrescription } from './prescription.ts'
import { type Warning, warningCodes, warningsOf } from './warnings.ts'

const read = (typed: TypedPrescription) => {
  const reading = readPrescription(typed)
  if (reading.outcome === 'refused') throw new Error(JSON.stringify(reading.wrong))
  return reading.prescription
}
const warned = (typed: TypedPrescription, before?: TypedPrescription, isChild = false) =>
  warningsOf(read(typed), typed, before && read(before), isChild)

const table: [string, TypedPrescription, Warning[]][] = [
  ['two eyes alike', sheet({ sph: '-2' }, { sph: '-2' }, { pdFar: '63' }), []],
  ['spheres of opposite sign', sheet({ sph: '-1' }, { sph: '+1' }), ['opposite-signs']],
  ['a plano eye has no sign', sheet({ sph: '-1' }, { sph: '0' }), []],
  ['signs are compared in one notation', sheet({ sph: '-0.50', cyl: '+1', axis: '90' }, { sph: '-0.50' }), ['opposite-signs']],
  ['3 dioptres between the eyes', sheet({ sph: '-4' }, { sph: '-1' }), ['eyes-far-apart']],
  ['2.75 between the eyes', sheet({ sph: '-3.75' }, { sph: '-1' }), []],
  ['a base curve', sheet({ baseCurve: '8.6' }), ['contact-lens-sheet']],
  ['a diameter', sheet({}, { diameter: '14.2' }), ['contact-lens-sheet']],
  ['additions that differ', sheet({ add: '2' }, { add: '2.25' }), ['add-differs']],
  ['an addition for one eye', sheet({ add: '2' }), ['add-differs']],
  ['an addition from the near power', sheet({ near: '+2' }, { near: '+2' }), ['add-derived']],
  ['cylinders of both signs', sheet({ cyl: '-1', axis: '1' }, { cyl: '+1', axis: '1' }), ['mixed-cylinder-signs']],
  ['a PD of 49.5', sheet({}, {}, { pdFar: '49.5' }), ['pd-unusual']],
  ['lenses that sit 14.5 mm before the eye', sheet({}, {}, { vertexMm: '14.5' }), ['vertex-unusual']],
  ['lenses that sit 11.5 mm before the eye', sheet({}, {}, { vertexMm: '11.5' }), ['vertex-unusual']],
  ['lenses that sit 14 mm before the eye', sheet({}, {}, { vertexMm: '14' }), []],
  ['a PD of 75.5', sheet({}, {}, { pdFar: '75.5' }), ['pd-unusual']],
  ['PDs of 50 and 75 are usual', sheet({}, {}, { pdFar: '50' }), []],
]

describe('RX-6 likely slips are warned of, never refused', () => {
  test.each(table)('%s', (_, typed, warnings) => {
    expect(warned(typed)).toEqual(warnings)
  })

  const before = sheet({ sph: '-2', cyl: '-1', axis: '90' }, { sph: '-3' })
  const swapped = sheet({ sph: '-3' }, { sph: '-2', cyl: '-1', axis: '90' })
  test('eyes swapped against the last prescription', () => {
    expect(warned(swapped, before)).toEqual(['eyes-swapped'])
    expect(warned(before, before)).toEqual([])
    expect(warned(swapped)).toEqual([])
    expect(warned(sheet({ sph: '-3' }, { sph: '-2' }), before)).toEqual([])
  })

  test('equal eyes are never swapped', () => {
    const alike = sheet({ sph: '-2' }, { sph: '-2' })
    expect(warned(alike, alike)).toEqual([])
  })

  test('RX-9 a small PD is usual for a child, whoever the account is of', () => {
    expect(warned(sheet({}, {}, { pdFar: '46' }), undefined, true)).toEqual([])
  })

  test('every warning is met in these tests', () => {
    const met = new Set([...table.flatMap(([, , warnings]) => warnings), 'eyes-swapped'])
    expect(warningCodes.filter((code) => !met.has(code))).toEqual([])
  })
})
