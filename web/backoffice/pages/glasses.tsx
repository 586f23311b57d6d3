import type { AdminGlasses } from '@vitrine/gateway/schemas/optics'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Status } from '../parts/status.tsx'
import { useGlassesWords } from '../words/glasses.ts'

const shown = ['submitted', 'asked', 'verified', 'refused', 'dropped'] as const

/** The optician's queue, those that wait longest first. Nothing of a prescription is in it. */
export function GlassesList() {
  const [words, locale] = [useGlassesWords(), useLocale()]
  return (
    <>
      <PageTitle title={words.title} intro={words.noRight} />
      <ListPage<AdminGlasses>
        path="/v1/admin/glasses"
        caption={words.title}
        idOf={({ id }) => id}
        empty={words.none}
        everyMs={15_000}
        tabs={{ name: 'state', values: shown.map((state) => [state === 'submitted' ? '' : state, words.tabs[state]] as const) }}
        parameters={['lab']}
        filters={<Lab />}
        columns={[
          { name: words.order, isHead: true, cell: ({ id, orderNumber }) => <Link to={`/glasses/${id}`}>{orderNumber}</Link> },
          {
            name: words.glasses,
            cell: ({ frame, parts, hasScan, toRead }) =>
              [frame, ...parts, ...(toRead ? [words.toRead] : hasScan ? [words.withScan] : [])].join(', '),
          },
          { name: words.orderedAt, cell: ({ orderedAt }) => <time dateTime={orderedAt}>{momentText(orderedAt, locale)}</time> },
          { name: words.state, isCorner: true, cell: (row) => <GlassesMark glasses={row} /> },
        ]}
      />
    </>
  )
}

const tones = { drafted: '', submitted: 'ambre', asked: 'azur', verified: 'verre', refused: 'grenat', dropped: '' } as const

const labTones = {
  queued: 'ambre',
  sent: 'azur',
  'in-production': 'azur',
  delayed: 'ambre',
  'checked-in': 'ambre',
  received: 'verre',
  refused: 'grenat',
} as const

/** How far a pair is: with the optician, or with the lab. */
export function GlassesMark({ glasses: { state, labState } }: { readonly glasses: AdminGlasses }) {
  const words = useGlassesWords()
  const text = labState ? words.labs[labState] : state === 'drafted' ? '' : words.tabs[state]
  return <Status text={text} tone={labState ? labTones[labState] : tones[state]} />
}

function Lab() {
  const words = useGlassesWords()
  const { get, set } = useFilters()
  return (
    <label className="ochoice">
      {words.lab}
      <select value={get('lab')} onChange={({ target }) => set({ lab: target.value, ...(target.value && { state: 'verified' }) })}>
        {(['', 'queued', 'sent', 'in-production', 'delayed', 'checked-in', 'received', 'refused'] as const).map((state) => (
          <option key={state} value={state}>
            {words.labs[state]}
          </option>
        ))}
      </select>
    </label>
  )
}
