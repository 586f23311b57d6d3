import { Link, useRouteError } from 'react-router'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/words.tsx'

/** An address that leads nowhere. */
export function Lost() {
  const words = useWords()
  return (
    <>
      <PageTitle title={words.lost} intro={words.lostIntro} />
      <p>
        <Link className="ob" to="/">
          {words.today}
        </Link>
      </p>
    </>
  )
}

/** A screen that broke, or whose file is gone because the shop was renewed: the page is read again by hand. */
export function Broken() {
  const words = useWords()
  const error = useRouteError()
  return (
    <main className="odoor" role="alert">
      <h1>{words.broken}</h1>
      <p className="ink-2">{error instanceof Error ? error.message : String(error)}</p>
      <p className="oact">
        <button className="ob main" type="button" onClick={() => window.location.reload()}>
          {words.again}
        </button>
        <a className="ob" href="/admin">
          {words.today}
        </a>
      </p>
    </main>
  )
}
