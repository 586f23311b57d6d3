import type { Clock } from '@vitrine/platform/clock/clock'
import type { KnownOfShop } from '../answers/known-of-shop.ts'
import type { PictureAddresses } from '../answers/picture-addresses.ts'
import type { CookieJar } from '../guards/cookies.ts'
import type { Revocations } from '../guards/revocations.ts'
import type { Peers } from '../peers.ts'

/** What operations are made of. */
export interface DoorParts extends KnownOfShop {
  readonly peers: Peers
  readonly pictures: PictureAddresses
  readonly jar: CookieJar
  readonly revocations: Revocations
  readonly clock: Clock
  /** Of a shopper who asks for none. */
  readonly currency: string
  /** Where the shop is. */
  readonly country: string
  /** Where shoppers send things back to, a line each. */
  readonly returnAddress: readonly string[]
  /** The shop's pages: where a bank may send the shopper back to. */
  readonly publicUrl: string
}
