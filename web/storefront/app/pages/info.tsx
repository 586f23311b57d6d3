import { Breadcrumbs } from '@vitrine/ui/components/breadcrumbs'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { data, type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { PageTitle } from '../page-title.tsx'
import { shopOf } from '../shop.ts'
import { infoWords } from '../words/info.ts'
import { layoutWords } from '../words/layout.ts'

export function loader({ context, params, request }: LoaderFunctionArgs) {
  const page = infoWords[localeOf(new URL(request.url).pathname)][params.slug ?? '']
  if (!page) throw data(null, { status: 404 })
  shopOf(context).tags.push('info')
  return page
}

/** Help and legal pages: a title and its paragraphs, at reading width. */
export default function Info() {
  const { title, paragraphs } = useLoaderData<typeof loader>()
  const locale = useLocale()
  return (
    <div className="wrap">
      <PageTitle title={title} description={paragraphs[0]} />
      <Breadcrumbs steps={[{ name: layoutWords[locale].home, href: pathIn(locale, '/') }, { name: title }]} />
      <h1 className="title mt-4">{title}</h1>
      <div className="prose mt-6">
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
    </div>
  )
}
