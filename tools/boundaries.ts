import { readFile } from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import { dirname, join, normalize } from 'node:path'

/** Which packages the files of each folder may import. Their own package is reached by relative paths. */
const packages: Record<string, readonly string[]> = {
  contracts: [],
  platform: [],
  'tryon-core': [],
  services: ['contracts', 'platform', 'tryon-core'],
  gateway: ['contracts', 'platform'],
  'web/ui': ['gateway', 'tryon-core'],
  'web/storefront': ['gateway', 'ui', 'tryon-core'],
  'web/backoffice': ['gateway', 'ui', 'tryon-core'],
}

/** Which layers of its own service each layer may import. */
const layers: Record<string, readonly string[]> = {
  domain: ['domain'],
  application: ['application', 'domain'],
  adapters: ['adapters', 'application', 'domain'],
  api: ['api', 'application', 'domain'],
}

/** What pages may know of the gateway: how to call it and what comes back, never how it answers. */
const publicDoor = /^@vitrine\/gateway\/(client|schemas\/[\w-]+)$/

const impure = /\b(Date\.now\(|new Date\(\)|Math\.random\(|randomUUID|fetch\(|setTimeout\(|setInterval\()/
const vagueName = /(^|\/)(index|utils?|helpers?|common|misc|base|manager)\.tsx?$/
const imported = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g
const namedTable = /\b(?:from|join|into|update|table|references|truncate) (?:only )?(\w+)\.\w+/g
const templateInQuery = /\.query(?:<[^>]*>)?\(\s*`[^`]*\$\{/
const test = /(\.test\.tsx?|\/test-[\w-]+\.ts)$/
/** Files of a service that run in a place of their own: a thread, a process. They have their own clock and network. */
const ownProcess = /^services\/(payments\/sandbox|tryon\/adapters\/face-worker)/

/** Says what is wrong with one file. An empty list is a clean file. */
export function broken(path: string, source: string): string[] {
  const wrong: string[] = []
  if (vagueName.test(path)) wrong.push('the name says nothing')
  if (test.test(path) || path.startsWith('tests/')) return wrong
  const [root = '', service = '', layer = ''] = path.split('/')
  const area = root === 'web' ? `web/${service}` : root
  if (root === 'services') wrong.push(...brokenService(path, source, service))
  if (root === 'tryon-core' && /from 'node:|\bdocument\.|\bwindow\./.test(source)) wrong.push('tryon-core knows neither Node nor a page')
  for (const [, from = ''] of source.matchAll(imported)) {
    const [, target] = /^@vitrine\/([\w-]+)/.exec(from) ?? []
    const allowed = packages[area]
    if (target && allowed && !allowed.includes(target)) wrong.push(`${area} must not import ${from}`)
    if (root === 'web' && target === 'gateway' && !publicDoor.test(from))
      wrong.push(`pages know the gateway's client and schemas, not ${from}`)
    if (layer === 'domain' && !from.startsWith('.')) wrong.push(`domain imports nothing but domain, not ${from}`)
    if (root === 'services' && from.startsWith('.')) wrong.push(...brokenPath(path, from))
  }
  return wrong
}

function brokenService(path: string, source: string, service: string): string[] {
  const wrong: string[] = []
  if (impure.test(source) && !ownProcess.test(path)) wrong.push('time, chance and network come in as arguments')
  if (templateInQuery.test(source)) wrong.push('SQL is text with numbered parameters, not glued')
  const schemas = [...source.matchAll(namedTable)].map(([, schema]) => schema!) // the group always matches
  const foreign = schemas.filter((schema) => isService(schema) && schema !== service)
  return [...wrong, ...new Set(foreign.map((schema) => `names a table of ${schema}`))]
}

const isService = (schema: string) =>
  /^(catalog|stock|pricing|accounts|orders|payments|delivery|reviews|notifications|media|tryon|optics|recommendations|audit|gateway)$/.test(
    schema,
  )

function brokenPath(path: string, from: string): string[] {
  const [, service, layer = ''] = path.split('/')
  const [root, toService, toLayer = ''] = normalize(join(dirname(path), from)).split('/')
  if (root !== 'services' || toService !== service) return [`reaches outside its service: ${from}`]
  return layers[layer] && layers[toLayer] && !layers[layer].includes(toLayer) ? [`${layer} must not import ${toLayer}`] : []
}

/** Every broken rule of every file that git knows, as `path: what is wrong`. */
export async function allBroken(): Promise<string[]> {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.sql'], {
    encoding: 'utf8',
  })
  const files = listed.split('\n').filter((name) => name && !name.startsWith('contracts/gen/') && name !== 'tools/boundaries.ts')
  const found = await Promise.all(
    files.map(async (file) => {
      const source = await readFile(file, 'utf8').catch(() => '') // removed and not yet committed
      return broken(file, source).map((line) => `${file}: ${line}`)
    }),
  )
  return found.flat()
}
