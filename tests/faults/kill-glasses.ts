import { setTimeout as sleep } from 'node:timers/promises'
import { expectStatus, type Knock, pay, readyCart } from '../shopper.ts'

const prescription = {
  ...{ right: { sph: '-2.25' }, left: { sph: '-2.25' }, pdFar: '66', wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31' },
}

/** A cart with one pair of glasses to a prescription. */
export async function glassesCart(knock: Knock, variantId: string): Promise<{ id: string; total: unknown; configurationId: string }> {
  const wish = { variantId, lensId: 'lens-far-160', treatments: [], prescription, consent: 'health-data', wearer: 'Ada' }
  const { configurationId } = expectStatus(await knock('POST', '/v1/optics/configurations', wish), 201)
  const cart = await readyCart(knock, variantId, 1, { lensConfigurationId: configurationId })
  return { ...cart, configurationId: configurationId as string }
}

/** Glasses that wait for an optician, whom they reached. Answers the order, what the optician asks to verify them, and the version that was seen. */
export async function glassesToVerify(
  knock: Knock,
  optician: Record<string, string>,
  variantId: string,
): Promise<{ id: string; path: string; seen: number }> {
  const cart = await glassesCart(knock, variantId)
  const { id } = expectStatus(await pay(knock, cart), 201)
  const path = `/v1/admin/glasses/${cart.configurationId}`
  for (let again = 0; again < 150; again++) {
    const { items } = expectStatus(await knock('GET', '/v1/admin/glasses', undefined, optician), 200)
    const found = items.find((one: { id: string }) => one.id === cart.configurationId)
    if (found) return { id: id as string, path: `${path}/decisions`, seen: found.version }
    await sleep(200)
  }
  throw new Error(`glasses ${cart.configurationId} do not reach the optician`)
}
