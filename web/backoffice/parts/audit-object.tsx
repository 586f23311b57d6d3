import { Link } from 'react-router'
import { useWords } from '../words/words.tsx'

interface AuditObjectProps {
  /** `order 193673d6…`: its kind, then its id. */
  readonly object: string
  readonly nameOf: (accountId: string) => string
  /** Within a button, which holds no link. */
  readonly isPlain?: boolean
}

/** What something was done to: a person by name, and the rest as a link to its screen where there is one. */
export function AuditObject({ object, nameOf, isPlain = false }: AuditObjectProps) {
  const words = useWords()
  const [, kind = object, id = ''] = /^(\S+) (.+)$/.exec(object) ?? []
  const place = places[kind]
  const name = words.objects[kind as keyof typeof words.objects] ?? kind
  const short = kind === 'account' ? nameOf(id) : id.length > 16 ? id.slice(0, 8) : id
  return (
    <>
      {name} {place && id && !isPlain ? <Link to={`${place}/${encodeURIComponent(id)}`}>{short}</Link> : short}
    </>
  )
}

const places: Readonly<Record<string, string>> = {
  order: '/orders',
  orders: '/orders',
  glasses: '/glasses',
  advice: '/advice',
  'home-trials': '/home-trials',
  product: '/products',
  products: '/products',
  stock: '/stock',
  promotions: '/promotions',
  'price-lists': '/price-lists',
  credits: '/credits',
}
