import { expect, test } from 'vitest'
import { warningCodes } from '../../services/optics/domain/warnings.ts'
import { opticsEn } from './optics-en.ts'
import { opticsFr } from './optics-fr.ts'

const figures = { value: '[value]', limit: '[limit]', names: '[names]', eye: '[eye]' }

test.each(['fields', 'warnings', 'eyes', 'lens', 'states', 'labStates', 'reasons', 'refusalReasons', 'bases', 'decisionRefused'] as const)(
  '%s have the same words in both languages',
  (group) => {
    expect(Object.keys(opticsFr[group]).toSorted()).toEqual(Object.keys(opticsEn[group]).toSorted())
  },
)

test('every warning has its sentence', () => {
  expect(Object.keys(opticsEn.warnings).toSorted()).toEqual([...warningCodes].toSorted())
})

test('a reason names the same figures in both languages', () => {
  const named = (text: string) => (text.match(/\[\w+\]/g) ?? []).toSorted()
  const french: typeof opticsEn.lens = opticsFr.lens
  for (const [code, say] of Object.entries(opticsEn.lens))
    expect([code, named(french[code]!(figures))]).toEqual([code, named(say(figures))])
})

test('in French a figure keeps its millimetres on its line, and a pair of lenses is spoken of as several', () => {
  const said = [
    ...Object.values(opticsFr.lens).map((say) => say(figures)),
    ...Object.values(opticsFr.warnings),
    ...[opticsFr.fit.narrow('3'), opticsFr.fit.wide('3')],
  ]
  expect(said.filter((text) => text.includes(' mm'))).toEqual([])
  expect(opticsFr.lens['blank-too-small'](figures)).toContain('les verres choisis se font jusqu’à [limit]\u00a0mm')
})
