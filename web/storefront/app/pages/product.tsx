import { garmentCategoryOf } from '@vitrine/gateway/schemas/garment'
import { Breadcrumbs } from '@vitrine/ui/components/breadcrumbs'
import { ProductCard } from '@vitrine/ui/components/product-card'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { type ActionFunctionArgs, type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { wishBackInStock } from '../back-in-stock.ts'
import { askedChoice, type Choice, choiceOf, chosenVariant } from '../chosen-variant.ts'
import { PageTitle } from '../page-title.tsx'
import { ApparelSections } from '../parts/apparel-sections.tsx'
import { BuyBox } from '../parts/buy-box.tsx'
import { EyewearSections } from '../parts/eyewear-sections.tsx'
import { Gallery } from '../parts/gallery.tsx'
import { PerfumeSections } from '../parts/perfume-sections.tsx'
import { ask, orPage, orSpare, shopOf } from '../shop.ts'
import { typedAttributes } from '../typed-attributes.ts'
import { layoutWords } from '../words/layout.ts'
import { productWords } from '../words/product.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const product = await orPage(context, ask(context, 'product', { id: params.slug ?? '' }))
  const near = await orSpare(ask(context, 'recommendations', { for: `product:${product.id}`, limit: 4 }), { items: [] })
  const category = garmentCategoryOf[String(product.attributes['garment'])]
  const { name: engine } = category ? await orSpare(ask(context, 'garmentEngine', {}), {}) : {}
  const onAPhoto = category === 'top' || engine ? { engine } : undefined
  shopOf(context).tags.push(`product:${product.id}`)
  const asked = askedChoice(product, new URL(request.url).searchParams)
  return { product, attributes: typedAttributes(product), near: near.items, onAPhoto, choice: choiceOf(chosenVariant(product, asked)) }
}

/** The only form that is posted here: an address left on a sold-out variant. */
export async function action({ request, context }: ActionFunctionArgs) {
  return wishBackInStock(context, localeOf(new URL(request.url).pathname), await request.formData())
}

/** One product: its pictures, the choice and the price, then everything a decision needs, inside the page. */
export default function ProductPage() {
  const { product, attributes, near, onAPhoto, choice } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const [chosen, setChosen] = useState(choice)
  const variant = chosenVariant(product, chosen)
  const details = { ...attributes.product, ...attributes.variants[variant.id] }
  const to = (path: string) => pathIn(locale, path)
  const choose = (part: Choice) => {
    const next = { ...choiceOf(variant), ...part }
    setChosen(next)
    history.replaceState(history.state, '', `?${new URLSearchParams(next)}`)
  }
  return (
    <div className="wrap">
      <PageTitle title={product.seo.title || product.name} description={product.seo.description} />
      <Breadcrumbs
        steps={[
          { name: layoutWords[locale].home, href: to('/') },
          ...product.breadcrumbs.map((crumb) => ({ name: crumb.name, href: to(`/c/${crumb.slug}`) })),
          { name: product.name },
        ]}
      />
      <div className="prod">
        <Gallery product={product} colour={choiceOf(variant).colour} />
        <BuyBox product={product} variant={variant} choice={{ ...choiceOf(variant), ...chosen }} onAPhoto={onAPhoto} onChoose={choose} />
      </div>
      {product.kind === 'eyewear' && <EyewearSections product={product} frame={details} />}
      {product.kind === 'perfume' && <PerfumeSections product={product} perfume={details} />}
      {(product.kind === 'apparel' || product.kind === 'other') && (
        <ApparelSections product={product} garment={details} variant={variant} />
      )}
      {near.length > 0 && <Near near={near} />}
    </div>
  )
}

function Near({ near }: { readonly near: ReturnType<typeof useLoaderData<typeof loader>>['near'] }) {
  const words = productWords[useLocale()]
  const same = near.every((item) => item.product.kind === near[0]?.product.kind)
  return (
    <section className="sec" aria-labelledby="near">
      <div className="sec-head">
        <h2 className="title" id="near">
          {same ? words.near : words.goesWith}
        </h2>
      </div>
      <div className="cards four">
        {near.map(({ product, why }) => (
          <ProductCard key={product.id} card={product} shape={same ? 'own' : 'square'} colours={false} why={why.text} />
        ))}
      </div>
    </section>
  )
}
