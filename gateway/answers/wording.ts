import type { PictureAddresses } from './picture-addresses.ts'
import type { Locale } from '../words/words.ts'

/** What turning a message into an answer needs to know. A `Call` has the last two. */
export interface Wording {
  readonly pictures: PictureAddresses
  readonly locale: Locale
  readonly apiBase: string
}
