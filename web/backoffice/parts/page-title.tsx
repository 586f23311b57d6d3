import { type ReactNode, useEffect } from 'react'
import { useWords } from '../words/words.tsx'

/** The one `h1` of a screen, the title of the window, and its actions beside it. */
export function PageTitle({
  title,
  intro,
  children,
}: {
  readonly title: string
  readonly intro?: ReactNode
  readonly children?: ReactNode
}) {
  const words = useWords()
  useEffect(() => {
    document.title = words.title(title)
  }, [title, words])
  return (
    <div className="ohead">
      <div>
        <h1>{title}</h1>
        {intro && <p className="ink-2">{intro}</p>}
      </div>
      {children && <div className="oact">{children}</div>}
    </div>
  )
}
