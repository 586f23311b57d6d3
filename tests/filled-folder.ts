import { execFileSync } from 'node:child_process'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { client, variantsOnSale } from './shopper.ts'
import { dataFolder, forgetFolders, startShop } from './shop-process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The data folder of a shop that was open once, with the demo shop in it, and is closed. */
    filledFolder: string
  }
}

/** Runs once before all files: the first start of a shop costs four times a second one, and most tests can do with that. */
export async function setup(project: TestProject): Promise<() => void> {
  const shop = await startShop({ env: { CARRIER_SPEED: '0' } })
  await variantsOnSale(client(shop.api))
  const status = await shop.stop()
  if (status !== 0) throw new Error(`the shop that others are copies of ended with ${status}:\n${shop.said()}`)
  project.provide('filledFolder', shop.data)
  return forgetFolders
}

/** A copy of it, gone with the test. */
export function filledFolder(): string {
  const data = dataFolder()
  execFileSync('cp', ['-a', inject('filledFolder'), data])
  return data
}
