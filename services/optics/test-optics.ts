import { createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import type { Files } from '@vitrine/platform/files/files'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, memoryFiles, movableClock, testShop } from '@vitrine/system/test-shop'
import { optics } from './service.ts'
import { range } from './test-lenses.ts'

export const settings = { OPTICS_KEY: 'for tests only, for tests only, 32' }
const eye = { sph: '-2.25', cyl: '-0.75', axis: '10' }
export const sheet = { right: eye, left: { sph: '-225' }, pdFar: '63', wearerBirthDate: '1990-06-15', issuedOn: '2024-01-31' }
export const frame = { lensWidthMm: 50, lensHeightMm: 40, bridgeMm: 18, rim: 'full' }
export const lensRange = {
  options: range.options.map(({ treatments: treatmentIds, isOutOfUse: outOfUse = false, blanks = [], ...option }) => ({
    ...option,
    blanks: blanks.map((blank) => ({ ...blank })),
    outOfUse,
    rims: [...option.rims],
    treatmentIds: [...treatmentIds],
  })),
  treatments: range.treatments.map(({ isOutOfUse: outOfUse = false, ...one }) => ({
    ...one,
    outOfUse,
    clashesWith: [...one.clashesWith],
    needsOneOf: [...one.needsOneOf],
  })),
}

/** Optics alone, with a range of lenses, and the two ways to call it. */
export async function openOptics(serverUrl: string | undefined, files: Files = memoryFiles()) {
  const pool = await testDatabase(serverUrl)
  const clock = movableClock('2026-11-29T10:00:00Z')
  const shop = await testShop(pool, { services: [optics], clock, settings, files })
  const { ways, close } = await bothWays(shop, 'optics')
  await createClient(OpticsService, shop.peer('optics')).putLensRange(lensRange)
  const stop = async () => {
    await close()
    await shop.stop()
  }
  return { pool, clock, files, shop, ways, stop }
}
