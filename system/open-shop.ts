import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@vitrine/platform/clock/clock'
import { armedFailpoints } from '@vitrine/platform/failpoints/armed-failpoints'
import { noFailpoints } from '@vitrine/platform/failpoints/failpoints'
import { folderFiles } from '@vitrine/platform/files/folder-files'
import { randomIds } from '@vitrine/platform/ids/ids'
import { folderMailer } from '@vitrine/platform/mail/folder-mailer'
import { smtpMailer } from '@vitrine/platform/mail/smtp-mailer'
import type { Needs } from '@vitrine/platform/service'
import { createLog, type Log } from '@vitrine/platform/watch/log'
import { asset, isBuilt } from './asset.ts'
import { type Composition, compose } from './compose.ts'
import { type Databases, makeDataFolder, openDatabases } from './databases.ts'
import { CommandFault } from './explain.ts'
import { type KeptPages, keptPages } from './kept-pages.ts'
import { type SandboxThread, startSandboxThread } from './sandbox-thread.ts'
import { readSecrets } from './secrets.ts'
import { services } from './services.ts'
import { databaseSetting, hasBank, peerSetting, type Settings } from './settings.ts'

export interface OpenShopOptions {
  /** Services that run here; all of them when absent. */
  readonly only?: readonly string[] | undefined
  /** A visit beside a running shop, or a short one: no events are carried, nothing due is done. */
  readonly isVisit?: boolean
  readonly say?: (line: string) => void
}

export interface OpenShop extends Composition {
  readonly settings: Settings
  readonly databases: Databases
  readonly log: Log
  /** What the gateway was given, where it runs here. */
  readonly gatewayNeeds: Needs | undefined
  readonly here: readonly string[]
  readonly sandbox: SandboxThread | undefined
  /** Undefined where the catalogue runs elsewhere: nobody here would hear that it changed. */
  readonly pages: KeptPages | undefined
}

/** Every service of the shop, by name. */
export const serviceNames = services.map(({ name }) => name)

/** Opens data, mail, files and log, and runs the services on them. What was opened before something failed is closed again. */
export async function openShop(settings: Settings, { only, isVisit = false, say = () => {} }: OpenShopOptions = {}): Promise<OpenShop> {
  const here = only ?? serviceNames
  const hasServer = here.every((name) => settings.texts[databaseSetting(name)] ?? settings.DATABASE_URL)
  const isApart = only !== undefined && hasServer
  const log = createLog({ level: settings.LOG_LEVEL, always: only ? { process: only.join(',') } : {} })
  makeDataFolder(settings.DATA)
  const secrets = await readSecrets(settings, here, !isApart)
  const failpoint = readFailpoints(settings)
  const databases = await openDatabases(settings, { parts: here, mayVisit: isVisit, say })
  const secret = isVisit || settings.SANDBOX_URL || hasBank(settings) ? undefined : secrets.SANDBOX_PROVIDER_SECRET
  const sandbox = secret ? await startSandboxThread(settings.DATA, secret) : undefined
  const mail = settings.SMTP_URL
    ? smtpMailer({ url: settings.SMTP_URL, from: settings.MAIL_FROM })
    : Object.assign(folderMailer(folderFiles(settings.DATA), systemClock), { close: () => {} })
  const shared = {
    clock: systemClock,
    ids: randomIds,
    http: fetch,
    failpoint,
    files: folderFiles(settings.FILES_URL ? fileURLToPath(settings.FILES_URL) : join(settings.DATA, 'files')),
    mail,
    log,
    settings: { ...settings.texts, ...secrets, NODE_ENV: process.env['NODE_ENV'], SANDBOX_URL: settings.SANDBOX_URL ?? sandbox?.url },
    asset,
  }
  const pages = here.includes('catalog') ? keptPages(systemClock) : undefined
  let gatewayNeeds: Needs | undefined
  const close = async () => {
    mail.close()
    await sandbox?.stop()
    await databases.stop()
  }
  try {
    const composition = await compose({
      ...shared,
      poolOf: databases.poolOf,
      services: services.filter(({ name }) => here.includes(name)).map(rememberNeeds),
      all: services,
      elsewhere: elsewhere(settings, here),
      reads: isBuilt ? 'shared' : 'frozen',
      background: !isVisit,
      // Names, prices and availability reach the catalogue before they reach a list.
      changed: (service) => service === 'catalog' && pages?.drop(),
    })
    const stop = async () => {
      await composition.stop()
      await close()
    }
    return { ...composition, settings, databases, log, here, gatewayNeeds, sandbox, pages, stop }
  } catch (error) {
    await close()
    throw error
  }

  /** The gateway is started like a service, and opens its door afterwards with what it was given. */
  function rememberNeeds(service: (typeof services)[number]): (typeof services)[number] {
    if (service.name !== 'gateway') return service
    return {
      ...service,
      start(needs) {
        gatewayNeeds = needs
        return service.start(needs)
      },
    }
  }
}

function readFailpoints({ VITRINE_FAILPOINTS: setting }: Settings) {
  if (!setting) return noFailpoints
  if (isBuilt) throw new CommandFault('VITRINE_FAILPOINTS is for tests, and this is a production build: it has no failpoints.')
  return armedFailpoints(setting)
}

/** Addresses of those that run in other processes. */
function elsewhere(settings: Settings, here: readonly string[]): Record<string, string> {
  const found = serviceNames.filter((name) => !here.includes(name)).map((name) => [name, settings.texts[peerSetting(name)]])
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined))
}
