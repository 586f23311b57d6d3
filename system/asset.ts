import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the repository, or of the image: where `package.json` says `vitrine`. Ends in a slash. */
export const root = findRoot(new URL('./', import.meta.url))

/** This code runs from `.build/`, as in production, and not from its sources. */
export const isBuilt = import.meta.url.startsWith(new URL('.build/', root).href)

/**
 * Finds a file or folder that ships beside the code, by its path in the repository: migrations, models, wasm, demo data, workers.
 *
 * They stay where they are; only TypeScript is built, so a worker's `services/tryon/adapters/face-worker.ts` is answered as what it was built
 * into when this code is built itself. `system/build.mjs` builds every file named `…-worker.ts` as an entry of its own.
 */
export function asset(path: string): URL {
  const isCode = isBuilt && path.endsWith('.ts')
  return new URL(isCode ? `.build/server/${path.slice(0, -3)}.js` : path, root)
}

function findRoot(folder: URL): URL {
  for (let here = folder; ; here = new URL('../', here)) {
    const manifest = new URL('package.json', here)
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'vitrine') return here
    if (here.pathname === '/') throw new Error(`no package.json of vitrine above ${fileURLToPath(folder)}`)
  }
}
