import type { AuditEntry } from '@vitrine/gateway/schemas/admin'
import { Icon } from '@vitrine/ui/components/icon'
import { useLocale } from '@vitrine/ui/locale'
import { AuditObject } from '../parts/audit-object.tsx'
import { momentText } from '../parts/day-text.ts'
import { Chip, Period, useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { useStaffNames } from '../session.ts'
import { useWords } from '../words/words.tsx'

/** Who did what: all of it, or what one person did, what was done to one thing, one kind of act, some days. */
export function Audit() {
  const [words, locale] = [useWords(), useLocale()]
  const nameOf = useStaffNames()
  const actionName = (action: string) => words.actions[action as keyof typeof words.actions] ?? action
  return (
    <>
      <PageTitle title={words.audit} intro={words.auditIntro} />
      <ListPage<AuditEntry>
        path="/v1/admin/audit"
        caption={words.audit}
        idOf={({ position }) => String(position)}
        empty={words.noAudit}
        fileName="audit"
        isReadOnce
        parameters={['actorId', 'object', 'action', 'since', 'until']}
        filters={<AuditFilters nameOf={nameOf} actionName={actionName} />}
        columns={[
          { name: words.number, isHead: true, cell: ({ position }) => position, plain: ({ position }) => position },
          {
            name: words.at,
            cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time>,
            plain: ({ at }) => at,
          },
          { name: words.what, cell: ({ action }) => actionName(action), plain: ({ action }) => action },
          {
            name: words.object,
            cell: ({ object }) => (
              <>
                <AuditObject object={object} nameOf={nameOf} /> <Narrow name="object" value={object} label={words.auditOf(object)} />
              </>
            ),
            plain: ({ object }) => object,
          },
          {
            name: words.who,
            cell: ({ actorId, address }) => (
              <>
                {[nameOf(actorId), address].filter(Boolean).join(', ')}{' '}
                <Narrow name="actorId" value={actorId} label={words.auditBy(nameOf(actorId))} />
              </>
            ),
            plain: ({ actorId, address }) => [actorId, address].filter(Boolean).join(', '),
          },
          { name: words.auditDetails, cell: (entry) => <Details entry={entry} />, plain: ({ details }) => JSON.stringify(details) },
        ]}
      />
    </>
  )
}

/** What was sent with it, without what is secret or personal, which never came here. */
function Details({ entry: { details, requestId } }: { readonly entry: AuditEntry }) {
  const words = useWords()
  return (
    <details>
      <summary>{words.auditShow}</summary>
      <pre className="mono oraw">{JSON.stringify(details, null, 1)}</pre>
      {requestId && <p className="mono ink-3">{requestId}</p>}
    </details>
  )
}

/** Narrows the list to what stands beside it. */
function Narrow({ name, value, label }: { readonly name: string; readonly value: string; readonly label: string }) {
  const { get, set } = useFilters()
  if (!value || get(name) === value) return null
  return (
    <button className="onarrow" type="button" aria-label={label} title={label} onClick={() => set({ [name]: value })}>
      <Icon name="search" />
    </button>
  )
}

interface AuditFiltersProps {
  readonly nameOf: (accountId: string) => string
  readonly actionName: (action: string) => string
}

function AuditFilters({ nameOf, actionName }: AuditFiltersProps) {
  const words = useWords()
  const { get, set } = useFilters()
  const [actorId, object, action] = [get('actorId'), get('object'), get('action')]
  const actions = new Set([...Object.keys(words.actions), ...(action && [action])])
  return (
    <>
      {actorId && <Chip name="actorId">{words.auditBy(nameOf(actorId))}</Chip>}
      {object && (
        <Chip name="object">
          <AuditObject object={object} nameOf={nameOf} isPlain />
        </Chip>
      )}
      <label className="ochoice">
        <span className="sr">{words.what}</span>
        <select value={action} onChange={({ target }) => set({ action: target.value })}>
          <option value="">{words.auditAnyAct}</option>
          {[...actions]
            .map((each) => ({ each, name: actionName(each) }))
            .toSorted((a, b) => a.name.localeCompare(b.name))
            .map(({ each, name }) => (
              <option key={each} value={each}>
                {name}
              </option>
            ))}
        </select>
      </label>
      <Period />
    </>
  )
}
