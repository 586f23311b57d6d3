import type { MailRow } from '@vitrine/gateway/schemas/admin'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Status } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

export function Mails() {
  const [words, locale] = [useWords(), useLocale()]
  const tones = { waiting: 'ambre', sent: 'verre', failed: 'grenat' } as const
  return (
    <>
      <PageTitle title={words.mails} intro={words.mailsIntro} />
      <ListPage<MailRow>
        path="/v1/admin/mails"
        caption={words.mails}
        idOf={({ id }) => id}
        empty={words.noMails}
        searchLabel={words.searchMails}
        everyMs={15_000}
        columns={[
          { name: words.subject, isHead: true, cell: ({ id, subject }) => <Link to={`/mails/${id}`}>{subject}</Link> },
          { name: words.to, cell: ({ to }) => to },
          { name: words.at, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
          { name: words.language, cell: ({ locale: language }) => language.toUpperCase() },
          { name: words.status, isCorner: true, cell: ({ state }) => <Status text={words.mailStates[state]} tone={tones[state]} /> },
        ]}
      />
    </>
  )
}
