import type { HomeTrial, TrialState } from '@vitrine/gateway/schemas/home-trial'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { Chip, useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Status } from '../parts/status.tsx'
import { useHomeTrialWords } from '../words/home-trials.ts'

const tones = {
  asked: 'ambre',
  preparing: 'ambre',
  sent: 'azur',
  delivered: 'azur',
  settling: 'ambre',
  closed: 'verre',
  refused: '',
  cancelled: '',
} as const
const shown = Object.keys(tones) as TrialState[] // the table names each of them

/** Frames that are with customers, or were, newest first. */
export function HomeTrials() {
  const [words, locale] = [useHomeTrialWords(), useLocale()]
  return (
    <>
      <PageTitle title={words.title} />
      <ListPage<HomeTrial>
        path="/v1/admin/home-trials"
        caption={words.title}
        idOf={({ id }) => id}
        empty={words.none}
        everyMs={15_000}
        tabs={{ name: 'state', values: [['', words.all], ...shown.map((state) => [state, words.states[state]] as const)], drops: ['late'] }}
        parameters={['late']}
        filters={<Late />}
        columns={[
          {
            name: words.askedAt,
            isHead: true,
            cell: ({ id, askedAt }) => (
              <Link to={`/home-trials/${encodeURIComponent(id)}`}>
                <time dateTime={askedAt}>{momentText(askedAt, locale)}</time>
              </Link>
            ),
          },
          { name: words.customer, cell: ({ shipping }) => shipping.name },
          { name: words.frames, cell: ({ frames }) => frames.map(({ name }) => name).join(', ') },
          { name: words.deposit, isNumber: true, cell: ({ deposit }) => formatMoney(locale, deposit) },
          { name: words.outcome, isCorner: true, cell: ({ state }) => <HomeTrialMark state={state} /> },
        ]}
      />
    </>
  )
}

export const HomeTrialMark = ({ state }: { readonly state: TrialState }) => (
  <Status text={useHomeTrialWords().states[state]} tone={tones[state]} />
)

/** Set by the queue of today. */
function Late() {
  const { late } = useHomeTrialWords()
  return useFilters().get('late') && <Chip name="late">{late}</Chip>
}
