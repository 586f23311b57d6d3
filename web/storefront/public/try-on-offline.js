// Try-on without a network: keeps what a started mirror loads, and the page it stands on. Registered on the shopper's click alone
// (app/try-on/keep-for-offline.ts). Nothing of the camera comes by here: pictures are never requests.
const name = 'try-on-1'
/** Scripts, networks, wasm, styles and product pictures of about two builds; the oldest go. */
const most = 160

const isPage = ({ pathname }) => /^\/(?:en\/)?try$/.test(pathname)
const isHashed = ({ pathname }) => pathname.startsWith('/assets/')
const isModel = ({ pathname }) => pathname.startsWith('/api/v1/try-on/models/')
const isPicture = ({ pathname }) => pathname.includes('/media/')

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keepAll(event.data.keep))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (isHashed(url) || isModel(url)) event.respondWith(keptOrFetched(request))
  else if (isPicture(url) || (request.mode === 'navigate' && isPage(url))) event.respondWith(fetchedOrKept(request))
})

/** A hashed file never changes. */
async function keptOrFetched(request) {
  return (await (await caches.open(name)).match(request)) ?? (await fetchedAndKept(request))
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
  if (answer.ok && answer.type === 'basic') {
    const cache = await caches.open(name)
    await cache.put(request, answer.clone())
    const keys = await cache.keys()
    await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((old) => cache.delete(old)))
  }
  return answer
}

/** What the page had loaded before this worker was there. */
async function keepAll(urls) {
  const cache = await caches.open(name)
  for (const address of urls) {
    const url = new URL(address)
    const isWanted = isPage(url) || isHashed(url) || isPicture(url)
    if (isWanted && !(await cache.match(address))) await fetchedAndKept(new Request(address)).catch(() => {}) // the next visit keeps it
  }
}
