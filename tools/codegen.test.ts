import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const contentsOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((file) => [file.slice(folder.length), readFileSync(file, 'utf8')])

test('the generated contracts are the ones the .proto files make', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'vitrine-codegen-'))
  try {
    const bin = resolve('node_modules/.bin')
    execFileSync(join(bin, 'buf'), ['generate', '--output', fresh], {
      cwd: 'contracts',
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` },
    })
    expect(contentsOf(join(fresh, 'gen'))).toEqual(contentsOf('contracts/gen'))
  } finally {
    rmSync(fresh, { recursive: true })
  }
})
