import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@vitrine/platform/clock/clock'
import { armedFailpoints } from '@vitrine/platform/failpoints/armed-failpoints'
import { noFailpoints } from '@vitrine/platform/failpoints/failpoints'
import { ask } from '@vitrine/platform/http/ask'
import { guardedAsk, guardedFetch } from '@vitrine/platform/http/guarded'
import { folderFiles } from '@vitrine/platform/files/folder-files'
import { randomIds } from '@vitrine/platform/ids/ids'
import { folderMailer } from '@vitrine/platform/mail/folder-mailer'
import { guardedMailer } from '@vitrine/platform/mail/guarded-mailer'
import type { Breakers } from '@vitrine/platform/rpc/breaker'
import type { Needs, Service } from '@vitrine/platform/service'
import { createLog, type Log } from '@vitrine/platform/watch/log'
import { asset, isBuilt } from './asset.ts'
import type { Composition } from './compose.ts'
import { type Databases, makeDataFolder, openDatabases } from './databases.ts'
import { CommandFault } from './explain.ts'
import { type KeptPages, keptPages } from './kept-pages.ts'
import { type SandboxThread, startSandboxThread } from './sandbox-thread.ts'
import { readSecrets } from './secrets.ts'
import { networkBreakers } from './network-breakers.ts'
import { serviceNames } from './service-names.ts'
import { databaseSetting, hasBank, peerSetting, type Settings } from './settings.ts'

export interface OpenShopOptions {
  /** Services that run here; all of them when absent. */
  readonly only?: readonly string[] | undefined
  /** A visit beside a running shop, or a short one: there is no sandbox provider, and `carry` is not called. */
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
  /** Of everybody this process asks over the network. */
  readonly breakers: Breakers
  /** Undefined where the catalogue runs elsewhere: nobody here would hear that it changed. */
  readonly pages: KeptPages | undefined
}

/** Of prices that name none: the one the gateway shows. */
export const currencyOf = ({ settings }: Pick<OpenShop, 'settings'>): string => settings.texts['CURRENCY'] ?? 'EUR'

/**
 * Opens data, mail, files and log, and runs the services on them; they answer, and carry events and do due work once `carry` is called. What
 * was opened before something failed is closed again.
 */
export async function openShop(settings: Settings, { only, isVisit = false, say = () => {} }: OpenShopOptions = {}): Promise<OpenShop> {
  const here = only ?? serviceNames
  const hasServer = here.every((name) => settings.texts[databaseSetting(name)] ?? settings.DATABASE_URL)
  const isApart = only !== undefined && hasServer
  const log = createLog({ level: settings.LOG_LEVEL, always: only ? { process: only.join(',') } : {} })
  makeDataFolder(settings.DATA)
  const secrets = await readSecrets(settings, here, !isApart)
  const failpoint = readFailpoints(settings)
  const secret = isVisit || settings.SANDBOX_URL || hasBank(settings) ? undefined : secrets.SANDBOX_PROVIDER_SECRET
  const readCode = () => Promise.all([import('./compose.ts'), import('./services.ts')])
  // PostgreSQL and the provider start beside this thread while it reads the code, which takes as long. A server that is there needs no time to
  // start; and on a busy machine a connection to it would be given up while this thread reads.
  if (hasServer || isVisit) await readCode()
  const opening = bothOrNone(
    openDatabases(settings, { parts: here, mayVisit: isVisit, say }),
    secret ? startSandboxThread(settings.DATA, secret) : Promise.resolve(undefined),
  )
  const [[databases, sandbox], [{ compose }, { services }]] = await Promise.all([opening, readCode()])
  const breakers = networkBreakers(log)
  const mail = await openMail(settings, breakers)
  const shared = {
    clock: systemClock,
    ids: randomIds,
    http: guardedFetch(fetch, breakers),
    ask: guardedAsk(ask, breakers),
    failpoint,
    files: folderFiles(settings.FILES_URL ? fileURLToPath(settings.FILES_URL) : join(settings.DATA, 'files')),
    mail: mail.send,
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
      breakers,
      reads: isBuilt ? 'shared' : 'frozen',
      background: false,
      // Names, prices and availability reach the catalogue before they reach a list.
      changed: (service) => service === 'catalog' && pages?.drop(),
    })
    const stop = async () => {
      await composition.stop()
      await close()
    }
    return { ...composition, settings, databases, log, here, gatewayNeeds, sandbox, breakers, pages, stop }
  } catch (error) {
    await close()
    throw error
  }

  /** The gateway is started like a service, and opens its door afterwards with what it was given. */
  function rememberNeeds(service: Service): Service {
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

/** To a server, which may be away, or into a folder. */
async function openMail({ SMTP_URL, MAIL_FROM, DATA }: Settings, breakers: Breakers) {
  if (!SMTP_URL) return { send: folderMailer(join(DATA, 'mail'), systemClock), close: () => {} }
  const { smtpMailer } = await import('@vitrine/platform/mail/smtp-mailer')
  const mailer = smtpMailer({ url: SMTP_URL, from: MAIL_FROM })
  return { send: guardedMailer(mailer, breakers.of('mail server')), close: mailer.close }
}

interface Opened {
  stop(): Promise<void>
}

/** When one cannot be opened, the other is closed again. */
async function bothOrNone<A extends Opened, B extends Opened | undefined>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  try {
    return await Promise.all([a, b])
  } catch (error) {
    for (const one of await Promise.allSettled([a, b])) if (one.status === 'fulfilled') await one.value?.stop()
    throw error
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
