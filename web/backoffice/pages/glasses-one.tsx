import { useQuery } from '@tanstack/react-query'
import type { OpenedGlasses } from '@vitrine/gateway/schemas/optics'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask } from '../api.ts'
import { momentText } from '../parts/day-text.ts'
import { FrameFacts } from '../parts/glasses-frame.tsx'
import { GlassesDecision } from '../parts/glasses-decision.tsx'
import { GlassesSheet } from '../parts/glasses-sheet.tsx'
import { GlassesPicture } from '../parts/glasses-picture.tsx'
import { GlassesTyping } from '../parts/glasses-typing.tsx'
import { LabJob } from '../parts/lab-job.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { useStaffNames } from '../session.ts'
import { useGlassesWords } from '../words/glasses.ts'
import { GlassesMark } from './glasses.tsx'

/** One pair: the sheet, how it fits, what is decided and made. Opened once a visit, because each opening is an act that the audit keeps. */
export function GlassesPage() {
  const [words, locale] = [useGlassesWords(), useLocale()]
  const { configurationId = '' } = useParams()
  const found = useQuery({
    queryKey: ['glasses', configurationId],
    queryFn: () => ask<OpenedGlasses>(`/v1/admin/glasses/${encodeURIComponent(configurationId)}/openings`, { method: 'POST', body: {} }),
    ...{ staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false },
  })
  if (!found.data && found.error) return <FailedPage error={found.error} retry={found.refetch} title={words.title} list="/glasses" />
  if (!found.data) return <Waiting rows={8} />
  const { glasses } = found.data
  return (
    <>
      <PageTitle
        title={[glasses.frame, ...glasses.parts].join(', ')}
        above={<Link to="/glasses">{words.title}</Link>}
        intro={
          <span className="omarks">
            <GlassesMark glasses={glasses} />
            <time dateTime={glasses.orderedAt}>{momentText(glasses.orderedAt, locale)}</time>
            <span>{words.opened}</span>
          </span>
        }
      >
        <Link className="ob" to={`/orders/${glasses.orderId}`}>
          {glasses.orderNumber}
        </Link>
      </PageTitle>
      <div className="ocols">
        <div className="ostack">
          {glasses.hasScan && <GlassesPicture glasses={glasses} />}
          <GlassesSheet opened={found.data} />
          <FrameFacts opened={found.data} />
        </div>
        <div className="ostack">
          <GlassesTyping opened={found.data} />
          <GlassesDecision opened={found.data} />
          {glasses.labState && <LabJob glasses={glasses} />}
          <Steps glasses={glasses} />
        </div>
      </div>
    </>
  )
}

function Steps({ glasses }: Pick<OpenedGlasses, 'glasses'>) {
  const [words, locale, nameOf] = [useGlassesWords(), useLocale(), useStaffNames()]
  return (
    <section aria-labelledby="steps">
      <h2 className="oh" id="steps">
        {words.history}
      </h2>
      <ol className="feed wide">
        {glasses.steps.toReversed().map(({ at, what, actor, reason }) => (
          <li key={`${at} ${what}`}>
            <time dateTime={at}>{momentText(at, locale)}</time>
            <span>
              {words.steps[what] ?? what}
              {(reason || actor) && <small className="ink-3 obelow">{[reason, actor && nameOf(actor)].filter(Boolean).join(', ')}</small>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
