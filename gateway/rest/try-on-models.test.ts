import { testDatabase } from '@vitrine/platform/sql/test-database'
import { tryon } from '@vitrine/tryon'
import { frameParts } from '@vitrine/tryon-core/frame-geometry'
import type { Frame } from '@vitrine/tryon-core/frame'
import { glbOf } from '@vitrine/tryon-core/test-glb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'

const door = await testGateway(await testDatabase(), {}, [tryon])
let [address, token] = ['', '']
beforeAll(async () => {
  await publishFrame(door.shop)
  token = await door.staff('editor')
  address = await door.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => door.stop())

/** The frame of `publishFrame`, as somebody modelled it. */
const lise: Frame = {
  ...{ shape: 'panto', lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, templeMm: 145, build: 'acetate', colour: [29, 27, 23] },
  ...{ frameWidthMm: 122, rim: { kind: 'full', widthMm: 3.2 }, lens: { colour: [255, 255, 255], opacity: 0 } },
}
const put = async (glb: Uint8Array, { bearer = token, variantId = 'lise-black' } = {}) => {
  const form = new FormData()
  form.set('variantId', variantId)
  form.set('file', new Blob([new Uint8Array(glb)]), 'lise.glb')
  const answer = await fetch(`${address}/v1/admin/try-on/models`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${bearer}` },
  })
  return { status: answer.status, ...((await answer.json()) as { code?: string; sha256?: string; frontWidthMm?: number }) }
}

test('a 3D file of a frame is kept, given to anyone by its hash for ever, and shown once the variant names it', async () => {
  const glb = glbOf(frameParts(lise, 68))
  const kept = await put(glb)
  expect(kept).toMatchObject({ status: 200, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const answer = await fetch(`${address}/v1/try-on/models/${kept.sha256}`)
  expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
    'model/gltf-binary',
    'public, max-age=31536000, immutable',
  ])
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(glb))).toBe(true)
  expect((await door.get('/v1/try-on/frames/lise-black')).json().modelSha256).toBeUndefined()
  const { product, version } = (await door.get('/v1/admin/products/p-lise', token)).json()
  const variants = product.variants.map((one: object) => ({ ...one, attributes: { modelSha256: kept.sha256 } }))
  const saved = await door.ask({
    ...{ method: 'PATCH', url: '/v1/admin/products/p-lise', token },
    ...{ headers: { 'if-match': `"${version}"` }, body: { variants } },
  })
  expect(saved.statusCode).toBe(200)
  expect((await door.get('/v1/try-on/frames/lise-black')).json().modelSha256).toBe(kept.sha256)
})

test('what is no model, or one of another size, is refused by name; so is who may not edit', async () => {
  expect(await put(Buffer.from('solid lise'))).toMatchObject({ status: 415, code: 'not-a-model' })
  expect(await put(new Uint8Array(2_000_001))).toMatchObject({ status: 413, code: 'too-large' })
  const wide = glbOf(frameParts({ ...lise, frameWidthMm: 150 }, 76))
  expect(await put(wide)).toMatchObject({ status: 422, code: 'wrong-size', frontWidthMm: expect.closeTo(150, -1) })
  expect(await put(wide, { variantId: 'nobody' })).toMatchObject({ status: 404 })
  expect(await put(wide, { bearer: (await door.customer()).token })).toMatchObject({ status: 403 })
  expect((await fetch(`${address}/v1/try-on/models/${'a'.repeat(64)}`)).status).toBe(404)
})
