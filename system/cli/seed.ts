import { parseArgs } from 'node:util'
import { loadDemoShop } from '../demo/load-demo-shop.ts'
import { CommandFault } from '../explain.ts'
import { openShop } from '../open-shop.ts'
import { readSettings } from '../settings.ts'
import { say } from './say.ts'

/** Loads the demo shop, once; asked again it changes nothing. Refused in a shop that has sold. */
export async function seed(args: string[]): Promise<void> {
  parseArgs({ args, options: {} })
  const shop = await openShop(readSettings(process.env), { isVisit: true })
  try {
    const result = await loadDemoShop({ peer: shop.peer, pool: shop.databases.poolOf('catalog') })
    await shop.settle()
    if (result.outcome === 'real-orders')
      throw new CommandFault(`This shop has ${result.orders} orders; the demo shop is for an empty one.`)
    if (result.outcome !== 'loaded') say('The demo shop is loaded already; nothing was changed.')
    else say(`The demo shop is loaded: ${result.products} products, ${result.pictures} pictures.`)
  } finally {
    await shop.stop()
  }
}
