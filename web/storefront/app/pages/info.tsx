import { Breadcrumbs } from '@vitrine/ui/components/breadcrumbs'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { PageTitle } from '../page-title.tsx'
import { ask, orPage, shopOf } from '../shop.ts'
import { layoutWords } from '../words/layout.ts'

export async function loader({ context, params }: LoaderFunctionArgs) {
  shopOf(context).tags.push('info')
  return orPage(context, ask(context, 'page', { slug: params.slug ?? '' }))
}

/** Help and legal pages, in the words of the shop: a title and its paragraphs, at reading width. */
export default function Info() {
  const { title, blocks } = useLoaderData<typeof loader>()
  const locale = useLocale()
  return (
    <div className="wrap">
      <PageTitle title={title} description={blocks.find(({ kind }) => kind === 'paragraph')?.text} />
      <Breadcrumbs steps={[{ name: layoutWords[locale].home, href: pathIn(locale, '/') }, { name: title }]} />
      <h1 className="title mt-4">{title}</h1>
      <div className="prose mt-6">
        {blocks.map(({ kind, text }) => (kind === 'heading' ? <h2 key={text}>{text}</h2> : <p key={text}>{text}</p>))}
      </div>
    </div>
  )
}
