import { generateKeyPairSync } from 'node:crypto'
import { create, toJson } from '@bufbuild/protobuf'
import { createClient } from '@connectrpc/connect'
import { accounts } from '@vitrine/accounts'
import { audit } from '@vitrine/audit'
import { catalog } from '@vitrine/catalog'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { PriceChangedSchema } from '@vitrine/contracts/pricing/v1/events'
import { delivery } from '@vitrine/delivery'
import { media } from '@vitrine/media'
import { optics } from '@vitrine/optics'
import { orders } from '@vitrine/orders'
import { randomIds } from '@vitrine/platform/ids/ids'
import type { Service } from '@vitrine/platform/service'
import type { Log } from '@vitrine/platform/watch/log'
import { movableClock, testShop } from '@vitrine/system/test-shop'
import Fastify, { type InjectOptions } from 'fastify'
import type pg from 'pg'
import pino from 'pino'
import { gatewayService, openGateway } from './gateway.ts'
import { asset, neighbours } from './test-neighbours.ts'

const usualSettings = {
  JWT_PRIVATE_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  MEDIA_SIGNING_KEY: 'for tests only, for tests only, 32',
  OPTICS_KEY: 'for tests only, for tests only, 32',
  TRYON_KEY: 'for tests only, for tests only, 32',
  PUBLIC_URL: 'http://localhost:3000',
  CORS_ORIGINS: 'https://partner.example',
  ...{
    RATE_LIMIT_READ: '100000',
    RATE_LIMIT_WRITE: '100000',
    RATE_LIMIT_LOGIN: '100000',
    RATE_LIMIT_UPLOAD: '100000',
    RATE_LIMIT_PICTURE: '100000',
    RATE_LIMIT_WEBHOOK: '100000',
  },
}

export const password = 'three words that nobody leaked'

export type Ask = InjectOptions & { readonly token?: string; readonly key?: string }

/** The door with the real services that are here and in `more` behind it, and stand-ins for the others. Nothing runs by itself: `shop.settle()`. */
export async function testGateway(
  pool: pg.Pool,
  settings: Readonly<Record<string, string>> = {},
  more: readonly Service[] = [],
  log: Log = pino({ level: 'silent' }),
) {
  const { services, movements, bundles } = neighbours()
  const standIns = services.filter(({ name }) => !more.some((real) => real.name === name))
  const all = { ...usualSettings, ...settings }
  const clock = movableClock()
  const shop = await testShop(pool, {
    services: [accounts, audit, catalog, delivery, media, optics, orders, ...standIns, ...more, gatewayService],
    settings: all,
    clock,
    asset,
  })
  const needs = { pool, peer: shop.peer, clock, ids: randomIds, log, settings: all, asset, published: () => {} }
  const gateway = await openGateway(needs)
  const app = Fastify()
  await app.register(gateway.plugin)
  await app.ready()

  const ask = ({ token, key, headers, ...options }: Ask) =>
    app.inject({
      ...options,
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }), ...(key && { 'idempotency-key': key }) },
    })
  const account = createClient(AccountService, shop.peer('accounts'))

  return {
    ...gateway,
    app,
    shop,
    clock,
    ask,
    movements,
    /** What a variant is made of, for the stand-in of stock. */
    bundles,
    get: (url: string, token?: string) => ask({ url, ...(token && { token }) }),
    /** A customer's access token. */
    async customer(email = `${randomIds()}@example.org`) {
      const answer = await ask({ method: 'POST', url: '/v1/auth/signup', body: { email, password } })
      return {
        email,
        token: answer.json<{ accessToken: string }>().accessToken,
        refreshToken: answer.json<{ refreshToken: string }>().refreshToken,
      }
    },
    /** An access token of staff with these roles. */
    async staff(role: string, ...more: string[]) {
      const email = `${role}-${randomIds()}@example.org`
      await account.putStaff({ accountId: randomIds(), email, name: role, password, roles: [role, ...more] })
      const answer = await ask({ method: 'POST', url: '/v1/auth/login', body: { email, password } })
      return answer.json<{ accessToken: string }>().accessToken
    },
    async stop() {
      await gateway.stop()
      await app.close()
      await shop.stop()
    },
  }
}

const words = (text: string) => ({ fr: text, en: text })

/** A frame on sale: `lise`, in two colours. */
export async function publishFrame(shop: Awaited<ReturnType<typeof testGateway>>['shop'], slug = 'lise') {
  const catalogue = createClient(CatalogService, shop.peer('catalog'))
  await catalogue.putCategories({
    categories: [{ id: 'c-eyewear', slug: 'lunettes', name: { fr: 'Lunettes', en: 'Eyewear' }, position: 1 }],
  })
  const variant = (colour: string) => ({
    id: `${slug}-${colour}`,
    sku: `${slug}-${colour}`.toUpperCase(),
    options: { colour },
    attributes: {},
  })
  const image = { sha256: 'a'.repeat(64), width: 1200, height: 900, alt: words('Lise'), view: 'front', colour: 'black' }
  return catalogue.putProduct({
    product: {
      ...{
        id: `p-${slug}`,
        slug,
        kind: 'eyewear',
        brand: 'Vitrine',
        name: words('Lise'),
        summary: words('Panto'),
        description: words('Une monture.'),
      },
      categoryIds: ['c-eyewear'],
      attributes: { shape: 'panto', material: 'acetate', lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, templeMm: 145, use: 'optical' },
      images: [image],
      variants: [variant('black'), variant('tortoise')],
      status: 'published',
    },
  })
}

/** What pricing would tell catalog of the frame's two variants: 129 euros. */
export async function priceFrame(shop: Awaited<ReturnType<typeof testGateway>>['shop'], slug = 'lise') {
  for (const variantId of [`${slug}-black`, `${slug}-tortoise`]) {
    const price = { variantId, price: { amountMinor: 12_900n, currency: 'EUR' } }
    const body = toJson(PriceChangedSchema, create(PriceChangedSchema, { price }))
    await shop.deliver({ id: randomIds(), type: PriceChangedSchema.typeName, key: variantId, body })
  }
  await shop.settle()
}
