// npx tsx tools/product-pictures/make-pictures.ts [--missing] [--samples 8] [--out folder] [id ...]
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openStudio, type PictureJob } from './studio.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    missing: { type: 'boolean', default: false },
    samples: { type: 'string' },
    out: { type: 'string', default: fileURLToPath(new URL('../demo-shop/pictures/', import.meta.url)) },
  },
})
const list = JSON.parse(await readFile(new URL('./pictures.json', import.meta.url), 'utf8')) as PictureJob[]
const fileOf = (job: PictureJob) => join(values.out, `${job.id}.webp`)
const wanted = list.filter((job) => positionals.length === 0 || positionals.includes(job.id))

await mkdir(values.out, { recursive: true })
const studio = await openStudio()
for (const job of wanted) {
  if (values.missing && existsSync(fileOf(job))) continue
  const startedAt = Date.now()
  const samples = values.samples === undefined ? job.size.samples : Number(values.samples)
  const webp = await studio.shoot({ ...job, size: { ...job.size, samples } })
  await writeFile(fileOf(job), webp)
  console.log(`${job.id}  ${webp.length} bytes  ${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
}
await studio.close()
