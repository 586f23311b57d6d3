import { logLevels } from '@vitrine/platform/watch/log'
import { z } from 'zod'
import { ports } from './ports.ts'
import { serviceNames } from './service-names.ts'

const aPort = z
  .string()
  .regex(/^\d{1,5}$/, 'a port, 0 to 65535')
  .transform(Number)
  .pipe(z.int().max(65_535, 'a port, 0 to 65535'))
const aCount = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'a whole number above 0')
  .transform(Number)
function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false // RangeError: no such zone
  }
}

const webAddress = z.url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
const aDatabase = z.url({ protocol: /^postgres(ql)?$/, error: 'an address that begins with postgres://' })
const aSecret = z.string().min(32, 'at least 32 characters')

/** Name of the setting that says where a service is reached by its peers. */
export const peerSetting = (service: string) => (service === 'gateway' ? 'GATEWAY_PEER_URL' : `${service.toUpperCase()}_URL`)

/** Name of the setting that says where a service keeps its rows. */
export const databaseSetting = (service: string) => `${service.toUpperCase()}_DATABASE_URL`

const listening = {
  PORT: aPort.default(3000).describe('Storefront, with the back office under /admin and the gateway under /api.'),
  GATEWAY_PORT: aPort.default(8000).describe('The gateway alone.'),
  WATCH_PORT: aPort
    .optional()
    .describe('Health and metrics of this process. 8090 for the whole shop, the ports of docs/operations.md for one service.'),
  GRPC_PORT: aPort.optional().describe('Calls of the one service that runs in this process. Its port of docs/operations.md when absent.'),
  HOST: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1').describe('Address to listen on. 0.0.0.0 in a container.'),
  PUBLIC_URL: webAddress
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('Where shoppers find the shop. Its scheme decides about secure cookies. http://localhost:PORT when absent.'),
  CORS_ORIGINS: z.string().optional().describe('Other origins whose pages may call the gateway with cookies, separated by commas.'),
  ASSET_BASE_URL: webAddress.optional().describe('Another address for pictures, in front of the gateway: a CDN.'),
  TRUSTED_PROXIES: z.string().default('').describe('Addresses or networks of proxies whose X-Forwarded-For counts, separated by commas.'),
}

const selling = {
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capital letters (ISO 4217)')
    .default('EUR')
    .describe('Currency of the shop.'),
  SHOP_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1)')
    .default('FR')
    .describe('Where the shop is: its taxes and its parcels start here.'),
  SHOP_NAME: z.string().trim().min(1).max(60).default('Vitrine').describe('Name of the shop, as its pages and its mails say it.'),
  SHOP_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'a time zone (IANA), such as Europe/Paris')
    .default('Europe/Paris')
    .describe(
      'In whose days orders count: invoices are dated and the days to withdraw end by it. An order keeps the one it was placed in.',
    ),
  SHOP_SELLER: z
    .string()
    .max(500)
    .default('Vitrine | Demonstration shop')
    .describe('Who sells, as invoices say it: name, address, registers, VAT number, with | between the lines.'),
  SHOP_RETURN_ADDRESS: z
    .string()
    .max(500)
    .optional()
    .describe('Where shoppers send things back to, with | between the lines. SHOP_SELLER when absent.'),
  RETURN_DAYS: z
    .string()
    .regex(/^\d{2,3}$/, 'days, 14 to 365')
    .refine((days) => Number(days) >= 14 && Number(days) <= 365, 'days, 14 to 365: the law gives 14')
    .default('14')
    .describe(
      'So many days after the last parcel arrived the shop takes things back. Beyond the 14 of the law it is its own offer. An order keeps what was said when it was placed.',
    ),
  DEMO_SHOP: z
    .enum(['on', 'off'], 'on or off')
    .default('on')
    .describe('Loads the demo shop into an empty one at its first start. `off` for a shop that gets goods of its own.'),
  CARRIER_SPEED: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,3})?$/, 'a number')
    .optional()
    .describe(
      'How much faster than life the simulated carrier is. Without it a parcel arrives within 30 seconds in a demo, and in a shop with Stripe or PayPal none is simulated.',
    ),
}

const paying = {
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_(test|live)_\w+$/, 'a secret or restricted key of Stripe: sk_test_…')
    .optional()
    .describe('Opens Stripe. Money is real when the key says live.'),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\w+(, *whsec_\w+)?$/, 'a signing secret of Stripe: whsec_…, or two with a comma between')
    .optional()
    .describe('Of the endpoint PUBLIC_URL/api/v1/webhooks/stripe. Two, with a comma between, while one takes the place of the other.'),
  STRIPE_URL: webAddress.optional().describe('Another place than https://api.stripe.com, for tests.'),
  PAYPAL_CLIENT_ID: z.string().min(1).optional().describe('Opens PayPal, with the secret of the same application.'),
  PAYPAL_CLIENT_SECRET: z.string().min(1).optional().describe('Secret of the application.'),
  PAYPAL_WEBHOOK_ID: z.string().min(1).optional().describe('Id of the webhook PUBLIC_URL/api/v1/webhooks/paypal.'),
  PAYPAL_URL: webAddress
    .default('https://api-m.paypal.com')
    .describe('https://api-m.sandbox.paypal.com while trying it out. Money is real where it is not set.'),
  REFUND_LIMIT: aCount
    .optional()
    .describe('Minor units one person may give back of an order alone. Above it a second person agrees. No limit when absent.'),
  SANDBOX_URL: webAddress
    .optional()
    .describe('A sandbox payment provider that runs elsewhere. Without it, Stripe and PayPal, one runs in a thread of this process.'),
}

const tryingOn = {
  GARMENT_ENGINE_URL: webAddress
    .optional()
    .describe('Opens garment try-on: an engine that shows clothes on a photo, at this address. Off when absent.'),
  GARMENT_ENGINE_NAME: z.string().min(1).max(60).optional().describe('How the engine is named to shoppers before each use.'),
  GARMENT_ENGINE_DIALECT: z
    .enum(['predictions', 'gradio', 'comfyui'], 'one of predictions, gradio, comfyui')
    .optional()
    .describe('How the engine is spoken to: predictions (Replicate, cog), gradio or comfyui.'),
  GARMENT_ENGINE_FIELDS: z
    .string()
    .min(1)
    .optional()
    .describe('A JSON file: what this engine calls its fields. docs/operations.md shows one.'),
  GARMENT_ENGINE_TOKEN: z.string().min(1).optional().describe('Sent to the engine as a bearer token.'),
  GARMENT_ENGINE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]{16,}$/, 'a signing secret: whsec_ and base64')
    .optional()
    .describe('Of PUBLIC_URL/api/v1/webhooks/garment-engine, for predictions. The engine is asked every second when absent.'),
}

const keeping = {
  DATA: z.string().min(1).default('./data').describe('Folder of everything the shop keeps: database, files, mails, secrets.'),
  DATABASE_URL: aDatabase.optional().describe('A PostgreSQL server, 15 or later. Without it Vitrine runs its own below DATA.'),
  DATABASE_POOL: aCount.default(10).describe('Connections of one process to one database, at most.'),
  FILES_URL: z
    .url({ protocol: /^file$/, error: 'an address that begins with file://' })
    .optional()
    .describe('Where pictures and other files are kept: file:///folder. A folder below DATA when absent.'),
}

const mailing = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'an address that begins with smtp:// or smtps://' })
    .optional()
    .describe('smtp://user:password@host:587. Without it mails are kept below DATA and shown in the back office.'),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*<[^\s<>@]+@[^\s<>@]+>$/, 'a sender: Name <name@domain>')
    .default('Vitrine <shop@localhost.localdomain>')
    .describe('Sender of every mail.'),
}

const secrets = {
  JWT_PRIVATE_KEY: z
    .string()
    .startsWith('-----BEGIN PRIVATE KEY-----', 'an Ed25519 key in PKCS #8 PEM')
    .optional()
    .describe('Signs access tokens: Ed25519, PKCS #8 PEM, its line ends written \\n. Drawn at the first start when absent.'),
  JWT_ALGORITHM: z
    .enum(['EdDSA', 'HS256'])
    .default('EdDSA')
    .describe('How access tokens are signed. HS256 with JWT_SECRET_KEY, which whoever else checks them must know too.'),
  JWT_SECRET_KEY: aSecret.optional().describe('For HS256.'),
  MEDIA_SIGNING_KEY: aSecret
    .optional()
    .describe('Signs addresses of pictures, and seals codes in answers that are given again. Drawn at the first start when absent.'),
  OPTICS_KEY: aSecret
    .optional()
    .describe('Wraps the keys that prescriptions are sealed with: lost, they never open again. Drawn at the first start when absent.'),
  SANDBOX_PROVIDER_SECRET: aSecret
    .optional()
    .describe('Signs what shop and sandbox provider say to each other. Drawn at the first start when absent.'),
  TRYON_KEY: aSecret
    .optional()
    .describe('Seals the measures that people keep: lost, they never open again. Drawn at the first start when absent.'),
}

const limiting = {
  RATE_LIMIT_READ: aCount.default(600).describe('Calls per address and minute.'),
  RATE_LIMIT_WRITE: aCount.default(120).describe('Changes per address and minute.'),
  RATE_LIMIT_LOGIN: aCount.default(10).describe('Sign-ins per address and minute.'),
  RATE_LIMIT_UPLOAD: aCount.default(20).describe('Uploads per address and minute.'),
  RATE_LIMIT_PICTURE: aCount
    .default(20)
    .describe('Pictures that are kept, of prescriptions and of faces, per address and hour. Each is 10 MB at most.'),
  RATE_LIMIT_WEBHOOK: aCount.default(1_200).describe('Webhooks of payment providers per address and minute: theirs come in bursts.'),
}

const watching = {
  LOG_LEVEL: z
    .enum(logLevels, `one of ${logLevels.join(', ')}`)
    .default('warn')
    .describe(`What is logged, as JSON lines on standard error: ${logLevels.join(', ')}.`),
  VITRINE_FAILPOINTS: z.string().optional().describe('Tests only: name:kill, name:throw or name:delay:ms. Refused in production.'),
}

/** `ORDERS_URL` and `ORDERS_DATABASE_URL` of each service, for running it away from the others. The gateway has a public address too. */
const spreadOut = {
  GATEWAY_URL: webAddress.optional().describe('The gateway, for a storefront that runs elsewhere: http://gateway:8000.'),
  ...Object.fromEntries(
    serviceNames.flatMap((name) => {
      const example = `http://${name}:${ports[name]?.grpc}`
      return [
        [peerSetting(name), webAddress.optional().describe(`Where ${name} is reached when it runs elsewhere: ${example}.`)],
        [databaseSetting(name), aDatabase.optional().describe(`The database of ${name}. DATABASE_URL when absent.`)],
      ] as const
    }),
  ),
}

/** By heading of `.env.example`. */
export const settingSections: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  'Where it listens': listening,
  'What it sells': selling,
  Paying: paying,
  'Trying on': tryingOn,
  'Where it keeps things': keeping,
  Mail: mailing,
  Secrets: secrets,
  Limits: limiting,
  Watching: watching,
  'Spread out: one process per service': spreadOut,
}

const schema = z.object({ ...listening, ...selling, ...paying, ...tryingOn, ...keeping, ...mailing, ...secrets, ...limiting, ...watching })

export type Settings = z.output<typeof schema> & {
  readonly publicUrl: string
  /** Everything that was set, checked, as text: what services read. */
  readonly texts: Readonly<Record<string, string | undefined>>
}

/** Real ways to pay are set, so none of ours is opened beside them. */
export const hasBank = ({ STRIPE_SECRET_KEY, PAYPAL_CLIENT_ID }: Settings): boolean => Boolean(STRIPE_SECRET_KEY ?? PAYPAL_CLIENT_ID)

/** The environment asks for something that does not exist or cannot be. One line per setting; never the value. */
export class SettingsFault extends Error {
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.name = 'SettingsFault'
  }
}

/**
 * Reads every setting once, at the start. An empty value counts as absent.
 *
 * Throws a `SettingsFault` for a malformed value and for a `VITRINE_…` that nobody knows, each by its name: a typing error must not become a
 * default.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  if (given['JWT_PRIVATE_KEY']) given['JWT_PRIVATE_KEY'] = given['JWT_PRIVATE_KEY'].replaceAll('\\n', '\n')
  const strangers = Object.keys(given).filter((name) => name.startsWith('VITRINE_') && !(name in watching))
  const checked = schema.safeParse(given)
  const addresses = z.object(spreadOut).safeParse(given)
  const lines = [checked, addresses].flatMap(({ error }) => error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
  lines.push(...strangers.map((name) => `${name}: there is no such setting; .env.example lists them`))
  if (!checked.success || !addresses.success || lines.length > 0) throw new SettingsFault(lines)
  const known = Object.values(settingSections).flatMap((section) => Object.keys(section))
  const publicUrl = checked.data.PUBLIC_URL ?? `http://localhost:${checked.data.PORT}`
  const texts = Object.fromEntries(known.map((name) => [name, given[name] ?? usual(name)]))
  return { ...checked.data, publicUrl, texts: { ...texts, PUBLIC_URL: publicUrl } }
}

function usual(name: string): string | undefined {
  const field = settingFields()[name]
  return field instanceof z.ZodDefault ? String(field.def.defaultValue) : undefined
}

const settingFields = (): Record<string, z.ZodType> => Object.assign({}, ...Object.values(settingSections))

/** The text of `.env.example`: each setting with its meaning, as a comment that shows its usual value. */
export function envExample(): string {
  const sections = Object.entries(settingSections).map(([heading, fields]) => {
    const lines = Object.entries(fields).map(([name, field]) => `# ${field.description}\n#${name}=${usual(name) ?? ''}`)
    return `# ---- ${heading}\n\n${lines.join('\n\n')}\n`
  })
  return `# Every setting of Vitrine. None is needed for \`npm start\`. Copy to .env, or set in the environment, which wins.\n\n${sections.join('\n')}`
}
