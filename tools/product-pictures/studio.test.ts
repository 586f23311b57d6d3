import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { openStudio, type PictureJob } from './studio.ts'

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const reason = existsSync(chromium) ? '' : ` (skipped: no Chromium at ${chromium}, set CHROMIUM)`
const plate = [0xee, 0xeb, 0xe3]

describe('a product picture', () => {
  test.skipIf(reason !== '')(
    `is drawn on the plate, fills 35 to 85 % of the width and weighs less than 60 kB${reason}`,
    { timeout: 240_000 },
    async () => {
      const jobs = JSON.parse(await readFile(new URL('./pictures.json', import.meta.url), 'utf8')) as PictureJob[]
      const front = jobs.find((job) => job.id === 'glasses-lise-tortoise-front')
      if (front === undefined) throw new Error('the list has lost its first picture')
      const studio = await openStudio(chromium)
      const shot = studio.shoot({ ...front, size: { ...front.size, samples: 8 } })
      await shot.catch(() => {}) // thrown below, once the browser is closed
      await studio.close()
      const webp = await shot

      expect(webp.length).toBeLessThan(60_000)
      const { data, info } = await sharp(webp).removeAlpha().raw().toBuffer({ resolveWithObject: true })
      expect([info.width, info.height]).toEqual([front.size.w, front.size.h])
      const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)]
      const fromPlate = (x: number, y: number) => Math.max(...pixel(x, y).map((channel, index) => Math.abs(channel - Number(plate[index]))))
      const corners = [
        fromPlate(2, 2),
        fromPlate(info.width - 3, 2),
        fromPlate(2, info.height - 3),
        fromPlate(info.width - 3, info.height - 3),
      ]
      expect(Math.max(...corners)).toBeLessThanOrEqual(4)

      // the cast shadow is paler than 60 steps from the plate, the acetate is darker
      const rows = Array.from({ length: info.height }, (_, y) => y)
      const drawn = Array.from({ length: info.width }, (_, x) => x).filter((x) => rows.some((y) => fromPlate(x, y) > 60))
      const share = (Number(drawn.at(-1)) - Number(drawn[0])) / info.width
      expect(share).toBeGreaterThan(0.35)
      expect(share).toBeLessThan(0.85)
    },
  )
})
