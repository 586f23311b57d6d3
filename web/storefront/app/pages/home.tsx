import type { Card, Category, Product } from '@vitrine/gateway/schemas/catalogue'
import { Icon } from '@vitrine/ui/components/icon'
import { Picture } from '@vitrine/ui/components/picture'
import { ProductCard } from '@vitrine/ui/components/product-card'
import { formatFrameSize, formatMoney } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import doorPicture from '../art/door-iris.webp'
import doorPictureSmall from '../art/door-iris-480.webp'
import heroPicture from '../art/hero-lise.webp'
import heroPictureSmall from '../art/hero-lise-800.webp'
import bustPicture from '../art/try-noe-black.webp'
import bustPictureSmall from '../art/try-noe-black-640.webp'
import { PageTitle } from '../page-title.tsx'
import { ask, orPage, orSpare, shopOf } from '../shop.ts'
import { useShopName } from '../shop-name.ts'
import { homeWords } from '../words/home.ts'

/** The frame on the large picture; without it in the catalogue the picture has no caption. */
const heroSlug = 'lise'

export async function loader({ context }: LoaderFunctionArgs) {
  const { items } = await orPage(context, ask(context, 'categories', {}))
  const [shelves, chosen, hero] = await Promise.all([
    Promise.all(items.slice(0, 3).map((category) => shelfOf(context, category))),
    orSpare(ask(context, 'recommendations', { for: 'home', limit: 4 }), { items: [] }),
    orSpare(ask(context, 'product', { id: heroSlug }), undefined),
  ])
  shopOf(context).tags.push('home', 'listing')
  return { shelves, latest: inTurn(shelves.map((shelf) => shelf.newest)), chosen: chosen.items, hero: hero && captionOf(hero) }
}

/** A department and its newest pieces, the first of which stands in its door. */
async function shelfOf(context: LoaderFunctionArgs['context'], category: Category) {
  const found = await orSpare(ask(context, 'products', { category: category.slug, sort: 'newest', limit: 2 }), undefined)
  const newest = found?.items ?? []
  return {
    slug: category.slug,
    name: category.name,
    count: category.count,
    kind: category.kind,
    image: category.image ?? newest[0]?.image ?? undefined,
    newest,
  }
}
type Shelf = Awaited<ReturnType<typeof shelfOf>>

/** One of each department in turn, four in all: a window shows what the shop is. */
const inTurn = (shelves: readonly (readonly Card[])[]): readonly Card[] =>
  [0, 1].flatMap((round) => shelves.flatMap((cards) => cards.slice(round, round + 1))).slice(0, 4)

function captionOf(hero: Product) {
  const [variant] = hero.variants
  const { lensWidthMm, bridgeMm, templeMm } = { ...hero.attributes, ...variant?.attributes }
  const known = typeof lensWidthMm === 'number' && typeof bridgeMm === 'number'
  return {
    slug: hero.slug,
    name: hero.name,
    price: hero.price,
    size: known ? formatFrameSize({ lensWidthMm, bridgeMm, templeMm: typeof templeMm === 'number' ? templeMm : undefined }) : undefined,
    colour: variant?.options.find((option) => option.name === 'colour')?.text,
  }
}

/** The shop window: one picture with one sentence, three doors, what is new, the mirror, and what is promised. */
export default function Home() {
  const { shelves, latest, chosen } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = homeWords[locale]
  const to = (path: string) => pathIn(locale, path)
  return (
    <>
      <PageTitle title={useShopName()} description={words.description} />
      <Hero />
      <section className="wrap sec" aria-label={words.departments}>
        <div className="doors">
          {shelves.map((shelf) => (
            <Door key={shelf.slug} shelf={shelf} />
          ))}
        </div>
      </section>
      {latest.length > 0 && (
        <section className="wrap sec" aria-labelledby="new">
          <div className="sec-head">
            <h2 className="title" id="new">
              {words.latest}
            </h2>
            <a className="link tap" href={to('/search?sort=newest')}>
              {words.seeAll}
            </a>
          </div>
          <div className="cards four">
            {latest.map((card) => (
              <ProductCard key={card.id} card={card} shape="square" colours={false} />
            ))}
          </div>
        </section>
      )}
      <Mirror />
      {chosen.length > 0 && (
        <section className="wrap sec" aria-labelledby="chosen">
          <div className="sec-head">
            <h2 className="title" id="chosen">
              {words.chosen}
            </h2>
          </div>
          <div className="cards four">
            {chosen.map(({ product, why }) => (
              <ProductCard key={product.id} card={product} shape="square" colours={false} why={why.text} />
            ))}
          </div>
        </section>
      )}
      <section className="wrap sec" aria-label={words.promises}>
        <div className="promises">
          {(
            [
              [words.deliveryTitle, words.deliveryText],
              [words.returnsTitle, words.returnsText],
              [words.sampleTitle, words.sampleText],
            ] as const
          ).map(([title, text]) => (
            <div key={title}>
              <h3>{title}</h3>
              <p>{text}</p>
            </div>
          ))}
        </div>
      </section>
    </>
  )
}

function Hero() {
  const { shelves, hero } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = homeWords[locale]
  const frames = shelves.find((shelf) => shelf.kind === 'eyewear')
  return (
    <section className="hero" aria-labelledby="promise">
      <div className="say">
        <h1 className="display" id="promise">
          {words.promise}
        </h1>
        <p className="prose">{words.lead}</p>
        <p className="act">
          <a className="btn" href={pathIn(locale, '/try')}>
            {words.tryNow}
          </a>
          {frames && (
            <a className="link tap" href={pathIn(locale, `/c/${frames.slug}`)}>
              {words.seeFrames(frames.count)}
            </a>
          )}
        </p>
      </div>
      <div className="plate">
        <Picture
          image={{
            url: heroPicture,
            width: 1600,
            height: 1120,
            alt: words.heroAlt,
            srcset: `${heroPictureSmall} 800w, ${heroPicture} 1600w`,
          }}
          sizes="(min-width: 55rem) 59vw, 100vw"
          first
        />
        {hero && (
          <a className="cap" href={pathIn(locale, `/p/${hero.slug}`)}>
            <b>{[hero.name, hero.colour?.toLocaleLowerCase(locale)].filter(Boolean).join(', ')}</b>
            {hero.size && <span>{hero.size}</span>}
            <span>{formatMoney(locale, hero.price)}</span>
          </a>
        )}
      </div>
    </section>
  )
}

function Door({ shelf }: { readonly shelf: Shelf }) {
  const locale = useLocale()
  const words = homeWords[locale]
  const own =
    shelf.kind === 'eyewear'
      ? { url: doorPicture, width: 800, height: 1000, alt: words.doorAlt, srcset: `${doorPictureSmall} 480w, ${doorPicture} 800w` }
      : shelf.image
  return (
    <article className="aisle">
      <div className="pic plate">{own && <Picture image={own} sizes="(min-width: 40rem) 31vw, 40vw" />}</div>
      <div className="t">
        <h2>
          <a href={pathIn(locale, `/c/${shelf.slug}`)}>{shelf.name}</a>
        </h2>
        <p className="label ink-2">{words.models(shelf.count)}</p>
      </div>
    </article>
  )
}

function Mirror() {
  const locale = useLocale()
  const words = homeWords[locale]
  return (
    <section className="sec mirror-strip" aria-labelledby="mirror">
      <div className="plate">
        <Picture
          image={{
            url: bustPicture,
            width: 1000,
            height: 1000,
            alt: words.bustAlt,
            srcset: `${bustPictureSmall} 640w, ${bustPicture} 1000w`,
          }}
          sizes="(min-width: 55rem) 50vw, 100vw"
        />
      </div>
      <div className="say">
        <h2 className="title" id="mirror">
          {words.mirror}
        </h2>
        <p className="prose">{words.mirrorText}</p>
        <dl className="figs">
          {words.figures.map(([figure, text]) => (
            <div key={figure}>
              <dt>{figure}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <p>
          <a className="link tap" href={pathIn(locale, '/try')}>
            {words.openMirror}
            <Icon name="arrow" />
          </a>
        </p>
      </div>
    </section>
  )
}
