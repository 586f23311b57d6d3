import type { OutputOf } from '@vitrine/gateway/client'
import { Breadcrumbs } from '@vitrine/ui/components/breadcrumbs'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { lastHeard } from '../last-heard.ts'
import { PageTitle } from '../page-title.tsx'
import { ask, orPage, shopOf } from '../shop.ts'
import { layoutWords } from '../words/layout.ts'

/** Few pages, in both languages: of terms, of withdrawal, of who sells, which the law wants to be there whatever else is away. */
const heard = lastHeard<OutputOf<'page'>>(50)

export async function loader({ context, params: { slug = '' } }: LoaderFunctionArgs) {
  const { tags, caller } = shopOf(context)
  tags.push('info')
  return orPage(context, heard(`${caller.locale} ${slug}`, ask(context, 'page', { slug })))
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
