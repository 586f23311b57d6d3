import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SettingsFault, type Settings } from './settings.ts'

const drawn = {
  JWT_PRIVATE_KEY: () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  MEDIA_SIGNING_KEY: () => randomBytes(32).toString('base64url'),
  OPTICS_KEY: () => randomBytes(32).toString('base64url'),
  SANDBOX_PROVIDER_SECRET: () => randomBytes(32).toString('base64url'),
  TRYON_KEY: () => randomBytes(32).toString('base64url'),
} as const

export type SecretName = keyof typeof drawn

/** Which process needs which secret. The others never see it. */
const neededBy: Readonly<Record<SecretName, readonly string[]>> = {
  JWT_PRIVATE_KEY: ['accounts'],
  MEDIA_SIGNING_KEY: ['gateway'],
  OPTICS_KEY: ['optics'],
  SANDBOX_PROVIDER_SECRET: ['payments'],
  TRYON_KEY: ['tryon'],
}

/**
 * The secrets the parts of this process need, from the settings or, where those say nothing, from `DATA/secrets`, drawn at the first start
 * into files only this user can read.
 *
 * Several copies of a part must share theirs, so with `mayDraw` false (spread out) an absent one is a `SettingsFault` with its name.
 */
export async function readSecrets(
  settings: Settings,
  parts: readonly string[],
  mayDraw: boolean,
): Promise<Readonly<Partial<Record<SecretName, string>>>> {
  const names = (Object.keys(drawn) as SecretName[]).filter((name) => neededBy[name].some((part) => parts.includes(part)))
  const absent = names.filter((name) => !settings[name])
  if (!mayDraw && absent.length > 0) throw new SettingsFault(absent.map((name) => `${name}: must be set when parts of the shop run apart`))
  const found = await Promise.all(names.map(async (name) => [name, settings[name] ?? (await keep(settings.DATA, name))] as const))
  return Object.fromEntries(found)
}

async function keep(data: string, name: SecretName): Promise<string> {
  const folder = join(data, 'secrets')
  const path = join(folder, name.toLowerCase().replaceAll('_', '-'))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeOnce(path, drawn[name]())
  return await readFile(path, 'utf8')
}

/** Writes a file that is not there yet, whole, for its owner's eyes only. True when this call wrote it. */
export async function writeOnce(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false // somebody was first: theirs is the one
    throw error
  } finally {
    await file.close()
    await rm(draft)
  }
}
