// Try-on without a network: keeps what a started mirror loads, and the page it stands on. Registered on the shopper's click alone
// (app/try-on/keep-for-offline.ts). Nothing of the camera comes by here: its pictures are never requests. Kept is what is the same for
// everybody: what the shop marks `no-store`, as it does a page with anything of a person in it, is not.
const name = 'try-on-2'
/** Scripts, networks, wasm, styles and product pictures of about two builds; the oldest go. */
const most = 160

const isPage = ({ pathname }) => /^\/(?:en\/)?try$/.test(pathname)
const isHashed = ({ pathname }) => pathname.startsWith('/assets/')
const isModel = ({ pathname }) => pathname.startsWith('/api/v1/try-on/models/')
/** Of a product: its hash, then its size. It never changes either. */
const isPicture = ({ pathname }) => pathname.startsWith('/api/m/')

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([forgetOlder(), self.clients.claim()])))

self.addEventListener('message', (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keepAll(event.data.keep))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (isHashed(url) || isModel(url)) event.respondWith(keptOrFetched(request))
  else if (isPicture(url)) event.respondWith(keptOrFetched(request).catch((away) => keptInAnotherSize(url, away)))
  else if (request.mode === 'navigate' && isPage(url)) event.respondWith(fetchedOrKept(request))
})

async function forgetOlder() {
  const older = (await caches.keys()).filter((one) => one.startsWith('try-on-') && one !== name)
  await Promise.all(older.map((one) => caches.delete(one)))
}

/** A hashed file never changes. */
async function keptOrFetched(request) {
  return (await (await caches.open(name)).match(request)) ?? (await fetchedAndKept(request))
}

/** The same picture in a size that was asked for before: a window that was widened must not lose it. */
async function keptInAnotherSize({ pathname }, away) {
  const cache = await caches.open(name)
  const picture = pathname.slice(0, pathname.lastIndexOf('/') + 1)
  const other = (await cache.keys()).find((key) => new URL(key.url).pathname.startsWith(picture))
  if (!other) throw away
  return cache.match(other)
}

/** What changes is fetched; without a network what was last seen is shown. */
async function fetchedOrKept(request) {
  try {
    return await fetchedAndKept(request)
  } catch (away) {
    const kept = await (await caches.open(name)).match(request, { ignoreSearch: request.mode === 'navigate', ignoreVary: true })
    if (kept) return kept
    throw away
  }
}

async function fetchedAndKept(request) {
  const answer = await fetch(request)
  const isForAll = !answer.headers.get('cache-control')?.includes('no-store')
  if (answer.ok && answer.type === 'basic' && isForAll) {
    const cache = await caches.open(name)
    await cache.put(request, answer.clone())
    const keys = await cache.keys()
    await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((old) => cache.delete(old)))
  }
  return answer
}

/** What the page had loaded before this worker was there, and what it may show later. */
async function keepAll(urls) {
  const cache = await caches.open(name)
  for (const address of urls) {
    const url = new URL(address, location.origin)
    const isWanted = isPage(url) || isHashed(url) || isPicture(url)
    if (isWanted && !(await cache.match(url.href))) await fetchedAndKept(new Request(url.href)).catch(() => {}) // the next visit keeps it
  }
}
