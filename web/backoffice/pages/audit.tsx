import type { AuditEntry } from '@vitrine/gateway/schemas/admin'
import { useLocale } from '@vitrine/ui/locale'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/words.tsx'

export function Audit() {
  const [words, locale] = [useWords(), useLocale()]
  return (
    <>
      <PageTitle title={words.audit} intro={words.auditIntro} />
      <ListPage<AuditEntry>
        path="/v1/admin/audit"
        caption={words.audit}
        idOf={({ position }) => String(position)}
        empty={words.noAudit}
        columns={[
          { name: words.number, isHead: true, cell: ({ position }) => position },
          { name: words.at, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
          { name: words.what, cell: ({ action }) => <span className="mono">{action}</span> },
          { name: words.object, cell: ({ object }) => object },
          { name: words.who, cell: ({ actorId, address }) => [actorId.slice(0, 8), address].filter(Boolean).join(', ') },
        ]}
      />
    </>
  )
}
