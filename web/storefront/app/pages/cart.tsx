import type { Cart, CartLine } from '@vitrine/gateway/schemas/cart'
import { Icon } from '@vitrine/ui/components/icon'
import { Note } from '@vitrine/ui/components/note'
import { Picture } from '@vitrine/ui/components/picture'
import { EmptyState } from '@vitrine/ui/components/states'
import { formatMoney, formatUnitPrice } from '@vitrine/ui/format'
import { type Locale, localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import {
  type ActionFunctionArgs,
  Form,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
  useRouteLoaderData,
  useSubmit,
} from 'react-router'
import { type CartAnswer, cartRefusalText, changeCart } from '../cart-change.ts'
import { takeRepriced } from '../choose-currency.ts'
import { PageTitle } from '../page-title.tsx'
import { announceCart, piecesIn } from '../parts/cart-badge.tsx'
import { BundleParts } from '../parts/bundle-parts.tsx'
import { Parts } from '../parts/glasses-parts.tsx'
import { AnnouncedPrice } from '../parts/announced-price.tsx'
import { CartCodes } from '../parts/cart-codes.tsx'
import { CartTotals } from '../parts/cart-totals.tsx'
import { StoreCredit } from '../parts/store-credit.tsx'
import type { loader as rootLoader } from '../root.tsx'
import { ask, orNothing, orPage } from '../shop.ts'
import { cartWords } from '../words/cart.ts'
import { giftWords } from '../words/gift.ts'

export type { CartAnswer }

export async function loader({ context, request }: LoaderFunctionArgs) {
  const cart = await orPage(context, orNothing(ask(context, 'cart', { cartId: 'mine' })))
  const { searchParams } = new URL(request.url)
  const removed = searchParams.get('removed')
  return {
    cart,
    added: searchParams.has('added'),
    unkept: searchParams.get('added') === 'unkept',
    unscanned: searchParams.has('unscanned'),
    repriced: takeRepriced(context),
    lowered: searchParams.get('lowered')?.split(',') ?? [],
    undo: removed ? { variantId: removed, quantity: Number(searchParams.get('quantity') ?? 1) } : undefined,
  }
}

/** A form posted by hand ends on this page; one sent by a script, from where it stands, gets its answer. */
export async function action({ context, request }: ActionFunctionArgs) {
  const form = await request.formData()
  const answer = await changeCart(context, form)
  if (form.get('stay') || answer.outcome === 'refused') return answer
  const here = pathIn(localeOf(new URL(request.url).pathname), '/cart')
  if (answer.outcome === 'added') return redirect(form.get('undo') ? here : `${here}?added`)
  return redirect(answer.undo ? `${here}?removed=${encodeURIComponent(answer.undo.variantId)}&quantity=${answer.undo.quantity}` : here)
}

/** The cart, always read live: what is in it, what it costs with delivery and tax, and the way to pay. */
export default function CartPage() {
  const { cart, added, unkept, unscanned, repriced, lowered, undo } = useLoaderData<typeof loader>()
  const answer = useActionData<CartAnswer>()
  const locale = useLocale()
  const words = cartWords[locale]
  const pieces = cart ? piecesIn(cart) : 0
  useEffect(() => {
    announceCart(pieces)
  }, [pieces])
  return (
    <div className="wrap cart-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title">{words.title}</h1>
      <div className="grid gap-3 empty:hidden" aria-live="polite">
        {added && !answer && <Note look="good">{words.added}</Note>}
        {unkept && !answer && <Note look="warn">{words.unkept}</Note>}
        {unscanned && !answer && <Note look="warn">{words.unscanned}</Note>}
        {repriced && cart && !answer && (
          <Note look={repriced === 'yes' ? 'good' : 'warn'}>
            {(repriced === 'yes' ? words.repriced : words.stillPaying)(currencyName(cart.currency, locale))}
          </Note>
        )}
        {!answer && <Lowered lines={cart?.lines.filter(({ id }) => lowered.includes(id)) ?? []} />}
        {undo && !answer && <Undo undo={undo} />}
        {answer?.outcome === 'refused' && <Note look="bad">{cartRefusalText(locale, answer)}</Note>}
        {cart?.problems.map((problem) => (
          <Note look="warn" key={`${problem.code}${problem.lineId}`}>
            {problem.text}
          </Note>
        ))}
      </div>
      {cart && cart.lines.length > 0 ? <FullCart cart={cart} /> : <EmptyCart />}
    </div>
  )
}

/** Of these fewer are left than were in both carts when its owner signed in. */
function Lowered({ lines }: { readonly lines: readonly CartLine[] }) {
  const words = cartWords[useLocale()]
  if (lines.length === 0) return null
  return (
    <Note look="warn">
      <p>{words.lowered}</p>
      <ul>
        {lines.map(({ id, name, options, quantity }) => (
          <li key={id}>{words.loweredTo([name, ...options.map(({ text }) => text)].join(' '), quantity)}</li>
        ))}
      </ul>
    </Note>
  )
}

const currencyName = (code: string, locale: Locale) => new Intl.DisplayNames([locale], { type: 'currency' }).of(code) ?? code

function Undo({ undo }: { readonly undo: { readonly variantId: string; readonly quantity: number } }) {
  const words = cartWords[useLocale()]
  return (
    <Form method="post" className="toast">
      <input type="hidden" name="intent" value="add" />
      <input type="hidden" name="variant" value={undo.variantId} />
      <input type="hidden" name="quantity" value={undo.quantity} />
      <input type="hidden" name="undo" value="1" />
      <span role="status">{words.removed}</span>
      <button className="link tap label" type="submit">
        {words.undo}
      </button>
    </Form>
  )
}

function EmptyCart() {
  const locale = useLocale()
  const words = cartWords[locale]
  const aisle = useRouteLoaderData<typeof rootLoader>('root')?.aisles[0]
  return (
    <div className="mt-8">
      <EmptyState text={words.empty}>
        {aisle && (
          <a className="btn" href={pathIn(locale, `/c/${aisle.slug}`)}>
            {words.emptyAction(aisle.name)}
          </a>
        )}
      </EmptyState>
    </div>
  )
}

function FullCart({ cart }: { readonly cart: Cart }) {
  const locale = useLocale()
  const words = cartWords[locale]
  return (
    <div className="basket">
      <div>
        {cart.lines
          .filter(({ partOf }) => !partOf)
          .map((line) => (
            <Line
              key={line.id}
              line={line}
              parts={cart.lines.filter(({ partOf }) => partOf === line.id)}
              problems={cart.problems.filter((problem) => problem.lineId === line.id).map((problem) => problem.text)}
            />
          ))}
      </div>
      <aside className="sum" aria-label={words.summary}>
        <CartTotals cart={cart} />
        <a className="btn wide" href={pathIn(locale, '/checkout')}>
          {words.order}
        </a>
        <StoreCredit cart={cart} />
        <CartCodes cart={cart} />
        <ul className="ship rule pt-4">
          <li>
            <Icon name="truck" />
            <span>{words.shown}</span>
          </li>
          <li>
            <Icon name="back" />
            <span>
              {words.returns}
              <small>{words.returnsHint}</small>
            </span>
          </li>
        </ul>
      </aside>
    </div>
  )
}

interface LineProps {
  readonly line: CartLine
  /** Its lenses and treatments. */
  readonly parts: readonly CartLine[]
  readonly problems: readonly string[]
}

function Line({ line, parts, problems }: LineProps) {
  const locale = useLocale()
  const words = cartWords[locale]
  const address = pathIn(locale, `/p/${line.slug}?${new URLSearchParams(line.options.map((option) => [option.name, option.value]))}`)
  return (
    <article className="line-item">
      <a href={address} className={`pic plate block ${line.kind === 'eyewear' ? 'fit' : ''}`} tabIndex={-1} aria-hidden="true">
        {line.image && <Picture image={line.image} sizes="160px" silent />}
      </a>
      <div>
        <div className="hd">
          <h2>
            <a href={address}>{line.name}</a>
          </h2>
          <p className="tabular-nums">{formatMoney(locale, line.total)}</p>
        </div>
        <p className="label ink-2 mt-1 font-normal">{line.options.map((option) => option.text).join(', ')}</p>
        <BundleParts parts={line.parts} />
        {line.priceBefore && line.lowestPrice30d && <AnnouncedPrice variant={{ ...line, price: line.unitPrice }} />}
        {line.gift?.email && <p className="fine ink-2 mt-2">{giftWords[locale].to(line.gift.email)}</p>}
        <Parts parts={parts} />
        {line.glasses?.toPrescription && <p className="fine ink-2 mt-2">{words.toPrescription}</p>}
        {line.measurePrice && <p className="fine ink-3">{formatUnitPrice(locale, line.measurePrice)}</p>}
        {line.notes.map((note) => (
          <p className="fine ink-2 mt-1" key={note.code}>
            {note.text}{' '}
            {note.code === 'two-sizes' && (
              <a className="link" href={`${address}#measures`}>
                {words.sizeChart}
              </a>
            )}
          </p>
        ))}
        {problems.map((problem) => (
          <p className="error mt-2" key={problem}>
            <Icon name="warning" />
            {problem}
          </p>
        ))}
        <div className="ft">
          {line.glasses ? <p className="label ink-2">{words.onePair}</p> : <Quantity key={line.quantity} line={line} />}
          <Form method="post" preventScrollReset>
            <input type="hidden" name="intent" value="remove" />
            <input type="hidden" name="line" value={line.id} />
            <button className="link tap label" type="submit" aria-label={words.removeLine(line.name)}>
              {words.remove}
            </button>
          </Form>
          {parts[0] && (
            <Form method="post" preventScrollReset>
              <input type="hidden" name="intent" value="remove" />
              <input type="hidden" name="line" value={parts[0].id} />
              <button className="link tap label" type="submit">
                {words.withoutLenses}
              </button>
            </Form>
          )}
        </div>
      </div>
    </article>
  )
}

function Quantity({ line }: { readonly line: CartLine }) {
  const words = cartWords[useLocale()]
  const submit = useSubmit()
  return (
    <Form method="post" className="qty" aria-label={words.line(line.name)} preventScrollReset>
      <input type="hidden" name="intent" value="change" />
      <input type="hidden" name="line" value={line.id} />
      <button
        type="submit"
        name="quantity"
        value={line.quantity - 1}
        aria-label={words.less}
        disabled={line.quantity <= 1}
        className="order-1"
      >
        <Icon name="minus" />
      </button>
      <input
        className="order-2"
        type="number"
        name="typed"
        defaultValue={line.quantity}
        min={1}
        max={99}
        aria-label={words.quantity}
        onChange={(event) =>
          event.target.form && event.target.value !== '' && event.nativeEvent.type === 'input' && event.target.setCustomValidity('')
        }
        onBlur={(event) => {
          if (event.target.form && event.target.value !== '' && event.target.value !== String(line.quantity)) void submit(event.target.form)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          event.currentTarget.blur()
        }}
      />
      <button
        type="submit"
        name="quantity"
        value={line.quantity + 1}
        aria-label={words.more}
        disabled={line.quantity >= 99}
        className="order-3"
      >
        <Icon name="plus" />
      </button>
      <noscript className="order-4">
        <button type="submit" className="fine">
          {words.set}
        </button>
      </noscript>
    </Form>
  )
}
