import type { AdminPage } from '@vitrine/gateway/schemas/admin-pages'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { DataTable } from '../parts/data-table.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { Status } from '../parts/status.tsx'
import { usePages } from '../parts/use-pages.ts'
import { usePageWords } from '../words/pages.ts'

/** Help and legal pages, and whether they say the shop's own words. */
export function ShopPages() {
  const [own, locale, list] = [usePageWords(), useLocale(), usePages()]
  return (
    <>
      <PageTitle title={own.title} intro={own.intro} />
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : !list.data ? (
        <Waiting rows={6} />
      ) : (
        <DataTable<AdminPage>
          caption={own.title}
          rows={list.data.items}
          idOf={({ slug }) => slug}
          columns={[
            { name: own.page, isHead: true, cell: ({ slug, title }) => <Link to={`/pages/${slug}`}>{title[locale]}</Link> },
            { name: own.address, cell: ({ slug }) => `/info/${slug}` },
            {
              name: own.words,
              isCorner: true,
              cell: ({ isOwn }) => <Status text={isOwn ? own.own : own.usual} tone={isOwn ? 'verre' : ''} />,
            },
          ]}
        />
      )}
    </>
  )
}
