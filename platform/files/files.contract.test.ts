import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Files } from './files.ts'
import { folderFiles } from './folder-files.ts'

const folder = await mkdtemp(join(tmpdir(), 'vitrine-files-'))
afterAll(() => rm(folder, { recursive: true }))

const kinds: [string, () => Files][] = [['a folder', () => folderFiles(join(folder, randomBytes(4).toString('hex')))]]

describe.each(kinds)('files in %s', (_, open) => {
  test('what was put is there, byte for byte, until it is removed', async () => {
    const files = open()
    const bytes = randomBytes(300_000)
    await files.put('media/ab/master.webp', bytes)
    expect(await files.has('media/ab/master.webp')).toBe(true)
    expect((await files.get('media/ab/master.webp'))?.equals(bytes)).toBe(true)
    await files.remove('media/ab/master.webp')
    expect(await files.get('media/ab/master.webp')).toBeUndefined()
    expect(await files.has('media/ab/master.webp')).toBe(false)
    await files.remove('media/ab/master.webp')
  })

  test('writing again replaces; an empty file is a file', async () => {
    const files = open()
    await files.put('a', Buffer.from('old and long'))
    await files.put('a', Buffer.from('new'))
    expect((await files.get('a'))?.toString()).toBe('new')
    await files.put('a', new Uint8Array())
    expect((await files.get('a'))?.length).toBe(0)
  })

  test('keys are listed by prefix, sorted', async () => {
    const files = open()
    expect(await files.list('')).toEqual([])
    for (const key of ['media/b', 'media/a/2', 'media/a/1', 'mail/1']) await files.put(key, Buffer.from(key))
    expect(await files.list('media/')).toEqual(['media/a/1', 'media/a/2', 'media/b'])
    expect(await files.list('me')).toEqual(['media/a/1', 'media/a/2', 'media/b'])
    expect(await files.list('media/a/1')).toEqual(['media/a/1'])
    expect(await files.list('nothing')).toEqual([])
  })

  test('a reader sees old or new bytes while they are replaced, never a mixture', async () => {
    const files = open()
    const versions = [Buffer.alloc(400_000, 'a'), Buffer.alloc(400_000, 'b')]
    await files.put('x', versions[0]!)
    let isWriting = true
    const reading = (async () => {
      let seen = 0
      for (; isWriting; seen++) {
        const bytes = await files.get('x')
        expect(versions.some((version) => bytes?.equals(version))).toBe(true)
      }
      return seen
    })()
    for (let round = 0; round < 20; round++) await Promise.all(versions.map((version) => files.put('x', version)))
    isWriting = false
    expect(await reading).toBeGreaterThan(0)
  })

  test.each(['', '/etc/passwd', '../a', 'a/../../b', 'a//b', 'a/', '.hidden', 'a/.b', 'a\0b', 'a\\b', 'é', 'x'.repeat(501)])(
    'no key leads out of the store: %j',
    async (key) => {
      await expect(open().put(key, Buffer.from('x'))).rejects.toThrow('not a key')
      await expect(open().get(key)).rejects.toThrow('not a key')
      await expect(open().remove(key)).rejects.toThrow('not a key')
    },
  )
})

test('a writer that was killed leaves nothing that counts', async () => {
  const root = join(folder, 'killed')
  const files = folderFiles(root)
  await files.put('media/a', Buffer.from('whole'))
  await writeFile(join(root, 'media/.0123.part'), 'ha')
  expect(await files.list('')).toEqual(['media/a'])
  expect((await readdir(join(root, 'media'))).length).toBe(2)
})
