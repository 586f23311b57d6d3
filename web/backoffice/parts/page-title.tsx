import { type ReactNode, useEffect } from 'react'
import { useWords } from '../words/words.tsx'

interface PageTitleProps {
  readonly title: string
  /** The list it stands in. */
  readonly above?: ReactNode
  readonly intro?: ReactNode
  readonly children?: ReactNode
}

/** The one `h1` of a screen, the title of the window, the way up, and its actions beside it. */
export function PageTitle({ title, above, intro, children }: PageTitleProps) {
  const words = useWords()
  useEffect(() => {
    document.title = words.title(title)
  }, [title, words])
  return (
    <div className="ohead">
      <div>
        {above && <p className="oabove">{above}</p>}
        <h1>{title}</h1>
        {intro && <div className="ink-2">{intro}</div>}
      </div>
      {children && <div className="oact">{children}</div>}
    </div>
  )
}
