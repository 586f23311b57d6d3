import { createPrivateKey } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSecrets } from './secrets.ts'
import { readSettings } from './settings.ts'

const parent = await mkdtemp(join(tmpdir(), 'vitrine-secrets-'))
afterAll(() => rm(parent, { recursive: true }))
const everybody = ['accounts', 'gateway', 'optics', 'payments', 'tryon']

test('secrets are drawn once, for their owner alone', async () => {
  const settings = readSettings({ DATA: join(parent, 'data') })
  const first = await readSecrets(settings, everybody, true)
  expect(await readSecrets(settings, everybody, true)).toEqual(first)
  expect(createPrivateKey(first.JWT_PRIVATE_KEY!).asymmetricKeyType).toBe('ed25519')
  expect(new Set(Object.values(first)).size).toBe(5)
  const folder = join(parent, 'data', 'secrets')
  for (const path of [folder, ...(await readdir(folder)).map((name) => join(folder, name))]) expect((await stat(path)).mode & 0o077).toBe(0)
})

test('two first starts at once agree', async () => {
  const settings = readSettings({ DATA: join(parent, 'twins') })
  const [one, two] = await Promise.all([readSecrets(settings, everybody, true), readSecrets(settings, everybody, true)])
  expect(one).toEqual(two)
})

test('a process sees only what its parts need', async () => {
  const settings = readSettings({ DATA: join(parent, 'parts') })
  expect(Object.keys(await readSecrets(settings, ['gateway', 'stock'], true))).toEqual(['MEDIA_SIGNING_KEY'])
})

test('spread out, an absent secret stops the start with its name; copies would not agree on a drawn one', async () => {
  const settings = readSettings({ DATA: join(parent, 'apart'), MEDIA_SIGNING_KEY: 'x'.repeat(32) })
  await expect(readSecrets(settings, everybody, false)).rejects.toThrow(
    /^JWT_PRIVATE_KEY: .*\nOPTICS_KEY: .*\nSANDBOX_PROVIDER_SECRET: .*\nTRYON_KEY: [^\n]*$/,
  )
})
