import type { AdviceCase } from '@vitrine/gateway/schemas/advice'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { useAdviceWords } from '../words/advice.ts'

/** Who waits for an optician, those that wait longest first. Nothing of what they wrote or keep is in it. */
export function Advice() {
  const [words, locale] = [useAdviceWords(), useLocale()]
  return (
    <>
      <PageTitle title={words.title} intro={words.intro} />
      <ListPage<AdviceCase>
        path="/v1/admin/advice"
        caption={words.title}
        idOf={({ accountId }) => accountId}
        empty={words.none}
        everyMs={15_000}
        columns={[
          {
            ...{ name: words.who, isHead: true },
            cell: ({ accountId }) => <Link to={`/advice/${encodeURIComponent(accountId)}`}>{words.one(accountId)}</Link>,
          },
          { name: words.since, cell: ({ since }) => <time dateTime={since}>{momentText(since, locale)}</time> },
          { name: words.sheets, cell: ({ sheets }) => sheets },
          { name: words.messages, cell: ({ messages }) => messages },
        ]}
      />
    </>
  )
}
