import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { readTar, tarBytes, type TarEntry, type TarSum } from './tar.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitrine-tar-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function archive(entries: TarEntry[]): Promise<{ bytes: Buffer; sums: TarSum[] }> {
  const [pieces, sums]: [Buffer[], TarSum[]] = [[], []]
  for await (const piece of tarBytes(entries, (sum) => sums.push(sum))) pieces.push(piece)
  return { bytes: Buffer.concat(pieces), sums }
}

async function unpacked(bytes: Buffer, pieceBytes = 700): Promise<[string, Buffer][]> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, n) =>
    bytes.subarray(n * pieceBytes, (n + 1) * pieceBytes),
  )
  const found: [string, Buffer][] = []
  for await (const { name, bytes: content } of readTar(Readable.from(pieces))) {
    const own: Buffer[] = []
    for await (const piece of content) own.push(Buffer.from(piece))
    found.push([name, Buffer.concat(own)])
  }
  return found
}

const long = `files/media/${'ab'.repeat(32)}/${'cd'.repeat(32)}/master.webp`
const big = randomBytes(200_123)

test('what goes in comes out, and the tools of the system read it too', async () => {
  const onDisk = join(folder, 'big')
  writeFileSync(onDisk, big)
  const { bytes, sums } = await archive([
    { name: 'empty', from: Buffer.alloc(0) },
    { name: long, from: onDisk },
    { name: 'é/texte.json', from: Buffer.from('{"é":1}') },
    { name: 'exact', from: Buffer.alloc(1_024, 'x') },
  ])
  expect(await unpacked(bytes)).toEqual([
    ['empty', Buffer.alloc(0)],
    [long, big],
    ['é/texte.json', Buffer.from('{"é":1}')],
    ['exact', Buffer.alloc(1_024, 'x')],
  ])
  expect(sums.map(({ sizeBytes }) => sizeBytes)).toEqual([0, big.length, 8, 1_024])
  writeFileSync(join(folder, 'archive.tar'), bytes)
  execFileSync('tar', ['xf', join(folder, 'archive.tar'), '-C', folder, long])
  expect(readFileSync(join(folder, long)).equals(big)).toBe(true)
})

test('an archive that was cut, or is none, is an error wherever the cut is', async () => {
  const { bytes } = await archive([{ name: 'a', from: Buffer.alloc(3_000, 'a') }])
  for (const length of [0, 100, 512, 2_000, 3_600, bytes.length - 1_024])
    await expect(unpacked(bytes.subarray(0, length))).rejects.toThrow('ends too early')
  await expect(unpacked(Buffer.alloc(2_000, 'x'))).rejects.toThrow('no archive')
})

test('a name that does not fit is refused, not cut', async () => {
  await expect(archive([{ name: 'x'.repeat(101), from: Buffer.alloc(1) }])).rejects.toThrow('too long')
})
