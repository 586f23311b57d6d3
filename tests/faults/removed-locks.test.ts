import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { heldTwice, removalsIn, removalsOf } from './removed-locks.ts'

test('each lock and key of a file is taken out alone; what comments say stays', () => {
  const text = [
    'create table shelf (',
    '  id text primary key,',
    '  name text not null unique,', // one
    '  place integer references place unique,', // two
    '  unique (name, place) -- unique within a place', // three
    ');',
    'create unique index shelf_place on shelf (place);', // four
    "const held = 'select from shelf where id = $1 order by id for no key update of shelf skip locked'", // five
    "const all = `select pg_advisory_xact_lock(hashtextextended('shelf', 0))`", // six
    'const done = `update shelf set place = $3 where id = $1 and version = $2`', // seven
    '// a row for update',
    ' * the row is locked for update',
  ].join('\n')
  const found = removalsIn('shelf.ts', text)
  expect(found.map(({ line, words }) => [line, words]).toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
    [3, 'unique'],
    [4, 'unique'],
    [5, 'unique (name, place)'],
    [7, 'create unique index'],
    [8, 'for no key update of shelf skip locked'],
    [9, 'pg_advisory_xact_lock'],
    [10, 'and version = $2'],
  ])
  const of = (line: number) => found.find((one) => one.line === line)!.text.split('\n')[line - 1]
  expect([of(3), of(5), of(7), of(9), of(10)]).toEqual([
    '  name text not null ,',
    '  check (true) -- unique within a place',
    'create index shelf_place on shelf (place);',
    "const all = `select (hashtextextended('shelf', 0))`",
    'const done = `update shelf set place = $3 where id = $1 and $2::text is not null`',
  ])
  for (const { text: without } of found) expect(without.split('\n').filter((line, n) => line !== text.split('\n')[n])).toHaveLength(1)
})

test('a key that a later migration drops keeps nobody apart; one that is made anew does', () => {
  const files = [
    { file: '1.sql', text: 'create unique index one on s.shelf (a);\ncreate unique index one_more on s.shelf (b);' },
    { file: '2.sql', text: 'drop index s.one;\ncreate unique index one on s.shelf (a, b);' },
  ]
  expect(removalsOf(files).map(({ file, line }) => [file, line])).toEqual([
    ['1.sql', 2],
    ['2.sql', 2],
  ])
})

test('what is held twice is there, and is not taken out', () => {
  for (const { file, words } of heldTwice) {
    const text = readFileSync(file, 'utf8')
    expect(removalsIn(file, text).map((removal) => removal.words)).toContain(words)
    expect(removalsOf([{ file, text }]).map((removal) => removal.words)).not.toContain(words)
  }
})
