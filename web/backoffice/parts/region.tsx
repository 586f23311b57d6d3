import { Link } from 'react-router'
import { Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { PageTitle } from './page-title.tsx'

/** The room a region will take, shown only when it takes longer than a blink. */
export function Waiting({ rows }: { readonly rows: number }) {
  const words = useWords()
  return (
    <div className="waiting ogap" role="status">
      <span className="sr">{words.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skel h-4" />
      ))}
    </div>
  )
}

interface FailedProps {
  readonly error: unknown
  readonly retry: () => unknown
}

/** What failed, what still works, how to try again, and the number to quote. */
export function Failed({ error, retry }: FailedProps) {
  const words = useWords()
  const problem = error instanceof Refused ? error.problem : undefined
  return (
    <div className="empty" role="alert">
      <p>{problem?.status === 403 ? words.noRightFor : problem ? words.failed : words.offline}</p>
      <button className="ob" type="button" onClick={() => void retry()}>
        {words.again}
      </button>
      {problem?.requestId && <small className="fine ink-3">{words.reference(problem.requestId)}</small>}
    </div>
  )
}

/** A screen about one thing that could not be read. What does not exist is not asked for again; the list it would stand in is. */
export function FailedPage({ error, retry, title, list }: FailedProps & { readonly title: string; readonly list: string }) {
  const words = useWords()
  const isGone = error instanceof Refused && error.problem.status === 404
  return (
    <>
      <PageTitle title={isGone ? words.lost : title} intro={isGone ? words.lostIntro : undefined}>
        <Link className="ob" to={list}>
          {title}
        </Link>
      </PageTitle>
      {!isGone && <Failed error={error} retry={retry} />}
    </>
  )
}
