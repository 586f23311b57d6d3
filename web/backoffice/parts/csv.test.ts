import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

test('a spreadsheet of either language reads the numbers as numbers', () => {
  expect(csvOf([['V-000001', 12.5]], 'fr')).toBe('\ufeffV-000001;12,5\r\n')
  expect(csvOf([['V-000001', 12.5]], 'en')).toBe('\ufeffV-000001,12.5\r\n')
})

test('marks and breaks of a text stay inside its cell', () => {
  expect(csvOf([['Lise, 50 "x"\nb', 1]], 'en')).toBe('\ufeff"Lise, 50 ""x""\nb",1\r\n')
})

test('a name that looks like a formula is not one', () => {
  expect(csvOf([['=HYPERLINK("http://x")'], ['-1+1'], ['@sum']], 'fr')).toBe(`\ufeff"'=HYPERLINK(""http://x"")"\r\n'-1+1\r\n'@sum\r\n`)
})
