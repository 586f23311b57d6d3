/** Longest a mirror waits for it: without, the mirror works all the same, but not without a network. */
const patienceMs = 2_000

/**
 * From now on what the mirror loads is kept on this device (`public/try-on-offline.js`), so that it opens again without a network, and
 * with it `pictures`: those of the frames, which may not have been looked at yet. Asked for
 * by whoever starts the camera; nobody else's device holds five megabytes for it.
 */
export async function keepForOffline(pictures: readonly string[]): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  const kept = (async () => {
    await serviceWorker.register('/try-on-offline.js')
    const { active } = await serviceWorker.ready
    if (!serviceWorker.controller) await new Promise((done) => serviceWorker.addEventListener('controllerchange', done, { once: true }))
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name)
    active?.postMessage({ keep: [location.href, ...loaded.filter((url) => url.startsWith(location.origin)), ...pictures] })
  })()
  const late = new Promise((done) => setTimeout(done, patienceMs))
  await Promise.race([kept.catch(() => {}), late]) // a browser in private mode may refuse; the mirror opens
}
