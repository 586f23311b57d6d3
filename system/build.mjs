// Builds what `npm start` runs, into `.build/`: the server by Rolldown, the storefront by React Router, the back office by Vite. A part whose
// sources are the same as at its last build is left alone. `node system/build.mjs` builds all of it, `node system/build.mjs server` one part.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const out = join(root, '.build')
const self = fileURLToPath(import.meta.url)

/** What each part is made from, how, and the file that says it is there. */
const parts = {
  server: {
    sources: ['contracts', 'platform', 'services', 'gateway', 'system', 'tryon-core', 'tools/demo-shop', 'web/storefront/server', 'web/ui'],
    command: [process.execPath, self, '--server'],
    makes: 'server/system/cli/vitrine.js',
  },
  storefront: {
    sources: ['web/storefront', 'web/ui', 'web/try-on', 'tryon-core', 'gateway', 'contracts'],
    needs: 'web/storefront/vite.config.ts',
    command: [process.execPath, self, '--storefront'],
    makes: 'storefront/server/index.js',
  },
  backoffice: {
    sources: ['web/backoffice', 'web/ui', 'tryon-core', 'gateway', 'contracts'],
    needs: 'web/backoffice/vite.config.ts',
    command: [process.execPath, self, '--backoffice'],
    makes: 'backoffice/index.html',
  },
}

/** Builds those of the named parts that are not current. Answers whether all of them are, afterwards. */
export async function build(names) {
  const stale = names.filter((name) => (!parts[name].needs || existsSync(join(root, parts[name].needs))) && !isCurrent(name))
  if (stale.length === 0) return true
  const release = await lock()
  try {
    const still = stale.filter((name) => !isCurrent(name)) // another start may have built it meanwhile
    if (still.length === 0) return true
    const began = performance.now()
    console.log(`Building ${still.join(', ')} …`)
    const good = await Promise.all(still.map(buildPart))
    if (good.every(Boolean)) console.log(`Built in ${((performance.now() - began) / 1000).toFixed(1)} s`)
    return good.every(Boolean)
  } finally {
    release()
  }
}

/** In a process of its own: what a build takes of memory goes with it. Its output is shown only when it fails. */
function buildPart(name) {
  const stamp = stampOf(name)
  rmSync(stamp, { force: true })
  const hash = hashOf(name)
  const [command, ...args] = parts[name].command
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: 'production' } })
  const said = []
  child.stdout.on('data', (bytes) => said.push(bytes))
  child.stderr.on('data', (bytes) => said.push(bytes))
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`The ${name} cannot be built: ${error.message}`)
      resolve(false)
    })
    child.once('close', (status) => {
      if (status === 0) writeFileSync(stamp, JSON.stringify({ hash, look: lookOf(name) }))
      else console.error(`The ${name} cannot be built:\n${Buffer.concat(said).toString()}`)
      resolve(status === 0)
    })
  })
}

// ---------------------------------------------------------------- what is current

const stampOf = (name) => join(out, `${name}.stamp`)

/** Times and sizes of the sources are those of the last build, or else their bytes are. */
function isCurrent(name) {
  if (!existsSync(join(out, parts[name].makes)) || !existsSync(stampOf(name))) return false
  const { hash, look } = JSON.parse(readFileSync(stampOf(name), 'utf8'))
  if (look === lookOf(name)) return true
  if (hash !== hashOf(name)) return false
  try {
    writeFileSync(stampOf(name), JSON.stringify({ hash, look: lookOf(name) }))
  } catch {
    // a read-only folder: the bytes are compared again at the next start
  }
  return true
}

function sourcesOf(name) {
  const files = ['package-lock.json', 'system/build.mjs', 'tsconfig.json', 'web/tsconfig.json'].filter((file) =>
    existsSync(join(root, file)),
  )
  for (const folder of parts[name].sources) files.push(...filesBelow(folder))
  return files.sort()
}

/** Parts share folders, and each start asks for all of them: looked at once. */
const below = new Map()
const looks = new Map()

function filesBelow(folder) {
  if (!below.has(folder)) {
    const files = []
    walk(folder, files)
    below.set(folder, files)
  }
  return below.get(folder)
}

function walk(folder, files) {
  if (!existsSync(join(root, folder))) return
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!['node_modules', 'pictures', 'models', '.react-router', 'migrations'].includes(entry.name)) walk(path, files)
    } else if (!/\.test\.tsx?$|\.md$|\.sql$/.test(entry.name)) files.push(path)
  }
}

const lookOf = (name) =>
  digest(
    sourcesOf(name).map((file) => {
      if (!looks.has(file)) {
        const { size, mtimeMs } = statSync(join(root, file))
        looks.set(file, `${file} ${size} ${mtimeMs}`)
      }
      return looks.get(file)
    }),
  )

const hashOf = (name) => digest(sourcesOf(name).flatMap((file) => [file, readFileSync(join(root, file))]))

function digest(pieces) {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece).update('\0')
  return hash.digest('hex')
}

/** One build at a time per clone. A holder that died is no obstacle. */
async function lock() {
  const file = join(out, 'lock')
  mkdirSync(out, { recursive: true })
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const holder = Number(existsSync(file) && readFileSync(file, 'utf8'))
      if (holder && !isAlive(holder)) rmSync(file, { force: true })
      else await new Promise((later) => setTimeout(later, 100))
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

// ---------------------------------------------------------------- how each part is made

/**
 * Stay in `node_modules`: what brings native code or wasm, what reads files of its own (pdfkit its fonts), and what the pages' own bundle shares with the
 * server. Everything else is bundled:
 * finding a thousand small files is half of a start.
 */
const unbundled = [/^sharp$/, /^pdfkit$/, /^@node-rs\//, /^@tensorflow\//, /^react(-dom|-router)?(\/|$)/]

async function buildServer() {
  const { rolldown } = await import('rolldown')
  const entries = ['system/cli/vitrine.ts', ...workers()]
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map((path) => [path.replace(/\.ts$/, ''), join(root, path)])),
    platform: 'node',
    external: unbundled,
    transform: { jsx: 'react-jsx', define: { 'process.env.NODE_ENV': '"production"' } },
    logLevel: 'warn',
  })
  rmSync(join(out, 'server'), { recursive: true, force: true })
  await bundle.write({
    dir: join(out, 'server'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    sourcemap: true,
    // A third less to read at each start; names stay, for stacks.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  })
}

/** Code that runs in a thread of its own is an entry of its own; see `system/asset.ts`. */
function workers() {
  return ['services', 'platform', 'system'].flatMap(filesBelow).filter((file) => file.endsWith('-worker.ts'))
}

async function buildStorefront() {
  const bin = join(root, 'node_modules/@react-router/dev/bin.js')
  await run(
    [process.execPath, existsSync(bin) ? bin : join(root, 'web/storefront/node_modules/@react-router/dev/bin.js'), 'build'],
    'web/storefront',
  )
  await compress(join(out, 'storefront/client'))
}

async function buildBackoffice() {
  const { build } = await import('vite')
  await build({
    root: join(root, 'web/backoffice'),
    base: '/admin/',
    logLevel: 'warn',
    build: { outDir: join(out, 'backoffice'), emptyOutDir: true },
  })
  await compress(join(out, 'backoffice'))
}

function run([command, ...args], folder) {
  const child = spawn(command, args, { cwd: join(root, folder), stdio: 'inherit' })
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('exit', (status) => (status === 0 ? done() : failed(new Error(`${args.join(' ')} ended with ${status}`))))
  })
}

/** Text files get their gzip and Brotli twins now, so that no request pays for it. Brotli 9: the last percents of 11 cost ten times the time. */
async function compress(folder) {
  const { brotliCompressSync, constants, gzipSync } = await import('node:zlib')
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name)
    if (!/\.(js|css|html|svg|json|wasm|txt|ico|map)$/.test(name) || statSync(path).size < 1_000) continue
    const bytes = readFileSync(path)
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}

if (process.argv[1] === self) {
  const builders = { '--server': buildServer, '--storefront': buildStorefront, '--backoffice': buildBackoffice }
  const [asked] = process.argv.slice(2)
  if (asked in builders) await builders[asked]()
  else process.exitCode = (await build(process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts))) ? 0 : 1
}
