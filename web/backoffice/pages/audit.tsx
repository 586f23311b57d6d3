import type { AuditEntry } from '@vitrine/gateway/schemas/admin'
import { useLocale } from '@vitrine/ui/locale'
import { useStaffNames } from '../session.ts'
import { AuditObject } from '../parts/audit-object.tsx'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/words.tsx'

export function Audit() {
  const [words, locale] = [useWords(), useLocale()]
  const nameOf = useStaffNames()
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
          {
            name: words.what,
            cell: ({ action }) => words.actions[action as keyof typeof words.actions] ?? <span className="mono">{action}</span>,
          },
          { name: words.object, cell: ({ object }) => <AuditObject object={object} nameOf={nameOf} /> },
          { name: words.who, cell: ({ actorId, address }) => [nameOf(actorId), address].filter(Boolean).join(', ') },
        ]}
      />
    </>
  )
}
