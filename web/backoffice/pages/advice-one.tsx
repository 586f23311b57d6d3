import { useQuery } from '@tanstack/react-query'
import type { OpenedAdvice } from '@vitrine/gateway/schemas/advice'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask } from '../api.ts'
import { AdviceReply } from '../parts/advice-reply.tsx'
import { AdviceSheet } from '../parts/advice-sheet.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { useAdviceWords } from '../words/advice.ts'
import { useGlassesWords } from '../words/glasses.ts'

/** One person: what was written, the answer, and the prescriptions they keep. Opened once a visit, because each opening is an act that the audit keeps. */
export function AdvicePage() {
  const [words, glasses] = [useAdviceWords(), useGlassesWords()]
  const { accountId = '' } = useParams()
  const found = useQuery({
    queryKey: ['advice', accountId],
    queryFn: () => ask<OpenedAdvice>(`/v1/admin/advice/${encodeURIComponent(accountId)}/openings`, { method: 'POST', body: {} }),
    ...{ staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false },
  })
  if (!found.data && found.error) return <FailedPage error={found.error} retry={found.refetch} title={words.title} list="/advice" />
  if (!found.data) return <Waiting rows={8} />
  const { sheets, isOwn } = found.data
  return (
    <>
      <PageTitle title={words.one(accountId)} above={<Link to="/advice">{words.title}</Link>} intro={glasses.opened} />
      {isOwn && <p role="status">{words.own}</p>}
      <div className="ocols">
        <div className="ostack">
          {sheets.map((sheet) => (
            <AdviceSheet key={`${sheet.kept.id} ${sheet.kept.state}`} accountId={accountId} sheet={sheet} isOwn={isOwn} />
          ))}
        </div>
        <div className="ostack">
          <Thread messages={found.data.messages} />
          {!isOwn && <AdviceReply accountId={accountId} sent={found.data.messages.length} />}
        </div>
      </div>
    </>
  )
}

function Thread({ messages }: Pick<OpenedAdvice, 'messages'>) {
  const [words, locale] = [useAdviceWords(), useLocale()]
  return (
    <section aria-labelledby="thread">
      <h2 className="oh" id="thread">
        {words.thread}
      </h2>
      {messages.length === 0 ? (
        <p className="ink-3">{words.nothing}</p>
      ) : (
        <ol className="feed wide">
          {messages.map(({ id, at, from, text }) => (
            <li key={id}>
              <time dateTime={at}>{momentText(at, locale)}</time>
              <span className="osaid">
                {text}
                <small className="ink-3 obelow">{words.from[from]}</small>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
