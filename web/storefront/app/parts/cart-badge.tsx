import { useLocale } from '@vitrine/ui/locale'
import { useEffect, useState } from 'react'
import { layoutWords } from '../words/layout.ts'

const changed = 'vitrine:cart'

/** A cookie scripts may read, beside the hidden one with the cart's id: only who has a cart asks for it. */
export const cartMark = 'cart-begun=1'
export const cartMarkEnded = 'cart-begun=; Path=/; Max-Age=0; SameSite=Lax'

/** Tells the head of the page how many pieces the cart now holds. */
export const announceCart = (count: number): boolean => window.dispatchEvent(new CustomEvent(changed, { detail: count }))

interface CountedCart {
  readonly lines: readonly { readonly quantity: number; readonly partOf?: string | undefined }[]
}
export const piecesIn = (cart: CountedCart): number => cart.lines.reduce((sum, line) => sum + (line.partOf ? 0 : line.quantity), 0)

/** How many pieces are in the cart. The page itself is the same for everybody; this is read after it has loaded. */
export function CartBadge() {
  const words = layoutWords[useLocale()]
  const [count, setCount] = useState(0)
  useEffect(() => {
    const heard = (event: Event) => setCount((event as CustomEvent<number>).detail)
    window.addEventListener(changed, heard)
    if (document.cookie.includes(cartMark)) void readCount().then((pieces) => pieces !== undefined && setCount(pieces))
    return () => window.removeEventListener(changed, heard)
  }, [])
  if (count === 0) return null
  return (
    <span className="n">
      <span aria-hidden="true">{count}</span>
      <span className="sr">{words.inCart(count)}</span>
    </span>
  )
}

async function readCount(): Promise<number | undefined> {
  try {
    const answer = await fetch('/api/v1/carts/mine', { headers: { Accept: 'application/json' } })
    return answer.ok ? piecesIn((await answer.json()) as CountedCart) : undefined
  } catch {
    // Without an answer the badge stays empty; the cart page says what is in it.
    return undefined
  }
}
