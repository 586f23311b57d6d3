import { client, countStock, crowd, type Knock, patient, pay, type Reply, signIn, variantsOnSale } from '../shopper.ts'
import { type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'
import { naiveOversell, naiveTwins } from './naive-shop.ts'
import { randomOf, type Say } from './proof-run.ts'
import type { ProofSize } from './proof-sizes.ts'
import { capturesByOrder } from './provider-ledger.ts'
import { asking, readyCarts } from './ready-carts.ts'

const clients = 64

/** Where a proof runs: on the PostgreSQL below the shop, or on a server. */
export interface Ground {
  readonly name: string
  readonly env: Readonly<Record<string, string>>
}

/** A shop of its own for one proof, with a member of staff; verified afterwards. */
export async function onGround(ground: Ground, say: Say, prove: (shop: ShopProcess, url: string) => Promise<void>): Promise<void> {
  const shop = await startShop({ env: { ...withoutRateLimits, ...ground.env } })
  try {
    await shop.vitrine(['staff', 'add', '--email', 'proof@example.com', '--name', 'Proof', '--role', 'owner'], 'a long enough secret\n')
    await variantsOnSale(client(shop.api))
    await prove(shop, ground.env['DATABASE_URL'] ?? (await shop.vitrine(['doctor', '--database-url'])).trim())
    const verified = await shop.vitrine(['verify', '--patience', '60']).then(
      (said) => ({ isGreen: true, said }),
      (error: { stdout?: string }) => ({ isGreen: false, said: error.stdout ?? String(error) }),
    )
    for (const line of verified.isGreen ? [] : verified.said.trim().split('\n')) console.log(line)
    say(`verify on ${ground.name}`, verified.isGreen, verified.said.trim().split('\n').at(-1) ?? '')
  } finally {
    await shop.stop()
  }
}

const counted = (replies: readonly Reply[]) => {
  const counts = new Map<string, number>()
  for (const { status, body } of replies) {
    const name = status < 400 ? String(status) : `${status} ${body.code}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
const written = (counts: ReadonlyMap<string, number>) => [...counts].map(([name, count]) => `${count} x ${name}`).join(', ')

/**
 * G1: many buyers, few pieces: as many are sold as there are, and everybody else hears that there are no more. The seed decides how many pieces
 * each wants, one to three; nobody is refused what is there. Each seed has goods of its own.
 */
export async function oversell(shop: ShopProcess, url: string, where: string, size: ProofSize, seeds: readonly number[], say: Say) {
  const { attempts, pieces } = size
  const knock = patient(client(shop.api))
  const goods = await variantsOnSale(knock, 'marin-pull')
  for (const [n, seed] of seeds.entries()) await race(goods[n]!.id, seed) // there are ten
  const naive = await naiveOversell(url, pieces, attempts, clients)
  say(`the control of G1 on ${where} oversells`, naive > pieces, `${naive} sold of ${pieces}`)

  async function race(variantId: string, seed: number) {
    const random = randomOf(seed)
    const wanted = Array.from({ length: attempts }, () => 1 + Math.floor(random() * 3))
    const staff = await signIn(knock, 'proof@example.com', 'a long enough secret')
    await countStock(knock, staff, variantId, attempts * 3)
    const carts = await readyCarts(knock, asking(url), variantId, wanted)
    await countStock(knock, staff, variantId, pieces)
    const before = new Set(capturesByOrder(shop.data).keys())
    const replies = await crowd(attempts, clients, (cart) => pay(knock, carts[cart]!)) // one each
    const counts = counted(replies)
    const sold = replies.reduce((sum, { status }, cart) => sum + (status === 201 ? wanted[cart]! : 0), 0)
    const least = Math.min(...replies.flatMap(({ body }, cart) => (body.code === 'out-of-stock' ? [wanted[cart]!] : [])))
    const paid = [...capturesByOrder(shop.data)].filter(([order]) => !before.has(order))
    const served = counts.get('201') ?? 0
    const isKept =
      sold <= pieces &&
      pieces - sold < least &&
      served + (counts.get('409 out-of-stock') ?? 0) === attempts &&
      paid.length === served &&
      paid.every(([, captures]) => captures === 1)
    const figures = `${attempts} attempts of ${clients} clients on ${pieces} pieces: ${sold} sold; ${written(counts)}; ${paid.length} captures at the provider`
    say(`G1 on ${where}, baskets of seed ${seed}`, isKept, figures)
  }
}

/** G2: one key, eight twins, every second answer cut on its way and asked for again: one order, and one capture in the provider's own ledger. */
export async function twins(shop: ShopProcess, url: string, where: string, { keys }: ProofSize, seed: number, say: Say) {
  const random = randomOf(seed)
  const knock = patient(client(shop.api))
  const [, variant] = await variantsOnSale(knock)
  await countStock(knock, await signIn(knock, 'proof@example.com', 'a long enough secret'), variant!.id, keys * 8 + 100)
  const carts = await readyCarts(knock, asking(url), variant!.id, Array(keys).fill(1))
  const before = new Set(capturesByOrder(shop.data).keys())
  let cuts = 0
  const cut: Knock = async (...asked) => {
    while (random() < 0.5) {
      const answer = await client(shop.api, 1 + random() * 60)(...asked).catch(() => undefined)
      if (answer) return answer
      cuts++
    }
    return client(shop.api)(...asked)
  }
  const replies = await crowd(keys * 8, clients, (n) => pay(patient(cut), carts[n >> 3]!, 'ok', `twin ${seed} ${n >> 3}`)) // eight for each cart
  const orders = new Set(replies.filter(({ status }) => status === 201).map(({ body }) => body.id))
  const captures = [...capturesByOrder(shop.data)].filter(([order]) => !before.has(order))
  const counts = counted(replies)
  const isKept =
    orders.size === keys && captures.length === keys && captures.every(([, count]) => count === 1) && counts.get('201') === keys * 8
  const figures = `${keys} keys x 8 twins, ${cuts} sockets cut: ${orders.size} orders, ${captures.length} captures at the provider; ${written(counts)}`
  say(`G2 on ${where}`, isKept && cuts > 0, figures)
  const charges = await naiveTwins(url, keys, clients)
  say(`the control of G2 on ${where} charges twice`, charges > keys, `${charges} charges for ${keys} keys`)
}
