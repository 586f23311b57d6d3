import { Code, createClient } from '@connectrpc/connect'
import { MediaService } from '@vitrine/contracts/media/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, memoryFiles, testShop } from '@vitrine/system/test-shop'
import sharp from 'sharp'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { hostilePictures, photo } from './hostile-pictures.ts'
import { media } from './service.ts'

const corpus = await hostilePictures()

describe.each(inject('servers'))('media on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const files = memoryFiles()
  const shop = await testShop(pool, { services: [media], files })
  const { ways, close } = await bothWays(shop, 'media')
  afterAll(async () => {
    await close()
    await shop.stop()
  })

  describe.each(ways)('called %s', (_way, transport) => {
    const client = createClient(MediaService, transport)
    const put = async (bytes: Uint8Array, assetId = randomIds()) =>
      (await client.put({ assetId, bytes: new Uint8Array(bytes), purpose: 'product' })).result
    const accepted = async (bytes: Uint8Array, assetId?: string) => {
      const result = await put(bytes, assetId)
      if (result.case !== 'put') return expect.fail(`accepted, not ${result.value?.code}`)
      return result.value
    }

    test.each(corpus)('$name: $expected', async ({ bytes, expected }) => {
      const result = await put(bytes)
      expect(result.case === 'refused' ? result.value.code : 'accepted').toBe(expected)
    })

    test('what is kept stands upright and holds nothing but the picture', async () => {
      const { sha256, width, height } = await accepted(corpus[1]!.bytes)
      expect([width, height]).toEqual([400, 600])
      const master = (await files.get(`media/${sha256.slice(0, 2)}/${sha256}/master.webp`))!
      const { exif, orientation, format } = await sharp(master).metadata()
      expect({ exif, orientation, format }).toEqual({ exif: undefined, orientation: undefined, format: 'webp' })
      expect(master.includes('script')).toBe(false)
    })

    test('one size asked for ten times at once is one picture, never wider than its master', async () => {
      const { sha256 } = await accepted(await photo(500, 300))
      const answers = await Promise.all(Array.from({ length: 10 }, () => client.render({ sha256, width: 320, format: 'webp' })))
      expect(new Set(answers.map(({ bytes }) => Buffer.from(bytes).toString('base64')))).toHaveProperty('size', 1)
      expect((await sharp(answers[0]!.bytes).metadata()).width).toBe(320)
      const wide = await client.render({ sha256, width: 1600, format: 'jpg' })
      expect(await sharp(wide.bytes).metadata()).toMatchObject({ width: 500, format: 'jpeg' })
    })

    test.each([
      ['an unlisted width', { width: 321, format: 'webp' }],
      ['an unlisted format', { width: 320, format: 'tiff' }],
      ['a picture nobody has', { width: 320, format: 'webp' }],
    ])('%s is not found', async (_name, size) => {
      await expect(client.render({ sha256: '0'.repeat(64), ...size })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('equal pictures are one file, which goes with its last use', async () => {
      const bytes = await photo(300, 200)
      const [one, two] = [await accepted(bytes), await accepted(bytes)]
      expect(one.sha256).toBe(two.sha256)
      await client.delete({ assetId: one.id })
      expect((await client.render({ sha256: one.sha256, width: 160, format: 'webp' })).contentType).toBe('image/webp')
      await client.delete({ assetId: two.id })
      expect(await files.list(`media/${one.sha256.slice(0, 2)}/${one.sha256}`)).toEqual([])
    })

    test('a finished master is kept byte for byte, and only a WebP is one', async () => {
      const webp = new Uint8Array(
        await sharp(await photo(200, 200))
          .webp()
          .toBuffer(),
      )
      const { result } = await client.importMaster({ assetId: randomIds(), webp, purpose: 'product' })
      if (result.case !== 'put') return expect.fail('imported')
      const { sha256 } = result.value
      expect(Buffer.from(webp).equals((await files.get(`media/${sha256.slice(0, 2)}/${sha256}/master.webp`))!)).toBe(true)
      const torn = Buffer.from(webp).fill(0xff, webp.length >> 1)
      for (const damaged of [webp.slice(0, -100), new Uint8Array(torn)]) {
        const refused = await client.importMaster({ assetId: randomIds(), webp: damaged, purpose: 'product' })
        expect(refused.result).toMatchObject({ case: 'refused', value: { code: 'damaged' } })
      }
      const jpeg = await client.importMaster({ assetId: randomIds(), webp: new Uint8Array(await photo(200, 200)), purpose: 'product' })
      expect(jpeg.result).toMatchObject({ case: 'refused', value: { code: 'not-an-image' } })
    })
  })
})
