import type { Card, Category } from '@vitrine/gateway/schemas/catalogue'
import { Icon } from '@vitrine/ui/components/icon'
import { Picture } from '@vitrine/ui/components/picture'
import { labelOf, ProductCard } from '@vitrine/ui/components/product-card'
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
import { homeWords } from '../words/home.ts'

/** The frame on the large picture; without it in the catalogue the picture has no caption. */
const heroSlug = 'lise'

export async function loader({ context }: LoaderFunctionArgs) {
  const [categories, latest, chosen, hero] = await Promise.all([
    orPage(context, ask(context, 'categories', {})),
    orSpare(ask(context, 'products', { sort: 'newest', limit: 12, inStock: true }), undefined),
    orSpare(ask(context, 'recommendations', { for: 'home', limit: 4 }), { items: [] }),
    orSpare(ask(context, 'product', { id: heroSlug }), undefined),
  ])
  shopOf(context).tags.push('home', 'listing')
  const [variant] = hero?.variants ?? []
  return {
    categories: categories.items,
    latest: mixed(latest?.items ?? [], 4),
    chosen: chosen.items,
    hero: hero && {
      slug: hero.slug,
      name: hero.name,
      price: hero.price,
      sizes: { ...hero.attributes, ...variant?.attributes },
      colour: labelOf(hero.labels, 'colour', variant?.options.find((option) => option.name === 'colour')?.value),
    },
  }
}

/** The newest, but of every department in turn: a window shows what the shop is. */
function mixed(cards: readonly Card[], count: number): readonly Card[] {
  const kinds = [...new Set(cards.map((card) => card.kind))]
  const turns = kinds.map((kind) => cards.filter((card) => card.kind === kind))
  const most = Math.max(0, ...turns.map((turn) => turn.length))
  return Array.from({ length: most }, (_, round) => turns.flatMap((turn) => turn.slice(round, round + 1)))
    .flat()
    .slice(0, count)
}

/** The shop window: one picture with one sentence, three doors, what is new, the mirror, and what is promised. */
export default function Home() {
  const { categories, latest, chosen } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = homeWords[locale]
  const to = (path: string) => pathIn(locale, path)
  return (
    <>
      <PageTitle title={words.title} description={words.description} />
      <Hero />
      <section className="wrap sec" aria-label={words.departments}>
        <div className="doors">
          {categories.slice(0, 3).map((category) => (
            <Door key={category.slug} category={category} />
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
            <div>
              <h2 className="title" id="chosen">
                {words.chosen}
              </h2>
              <p className="sub">{chosen[0]?.why.text}</p>
            </div>
          </div>
          <div className="cards four">
            {chosen.map(({ product }) => (
              <ProductCard key={product.id} card={product} shape="square" colours={false} />
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
  const { categories, hero } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = homeWords[locale]
  const frames = categories.find((category) => category.kind === 'eyewear')
  const { lensWidthMm, bridgeMm, templeMm } = hero?.sizes ?? {}
  const size =
    typeof lensWidthMm === 'number' && typeof bridgeMm === 'number'
      ? formatFrameSize({ lensWidthMm, bridgeMm, templeMm: typeof templeMm === 'number' ? templeMm : undefined })
      : undefined
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
            {size && <span>{size}</span>}
            <span>{formatMoney(locale, hero.price)}</span>
          </a>
        )}
      </div>
    </section>
  )
}

function Door({ category }: { readonly category: Category }) {
  const locale = useLocale()
  const words = homeWords[locale]
  const own =
    category.kind === 'eyewear'
      ? { url: doorPicture, width: 800, height: 1000, alt: words.doorAlt, srcset: `${doorPictureSmall} 480w, ${doorPicture} 800w` }
      : category.image
  return (
    <article className="door">
      <div className="pic plate">{own && <Picture image={own} sizes="(min-width: 40rem) 31vw, 40vw" />}</div>
      <div className="t">
        <h2>
          <a href={pathIn(locale, `/c/${category.slug}`)}>{category.name}</a>
        </h2>
        <p className="label ink-2">{words.models(category.count)}</p>
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
