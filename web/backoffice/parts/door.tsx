import { Icon } from '@vitrine/ui/components/icon'
import { type ReactNode, useEffect, useRef } from 'react'
import { useWords } from '../words/words.tsx'

interface DoorProps {
  readonly title: string
  readonly intro: string
  readonly problem: string | undefined
  readonly children: ReactNode
}

/** The page before the rail: one question, and what went wrong above it. */
export function Door({ title, intro, problem, children }: DoorProps) {
  const words = useWords()
  const alert = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    document.title = words.title(title)
  }, [title, words])
  useEffect(() => {
    if (problem) alert.current?.focus()
  }, [problem])
  return (
    <main className="odoor">
      <p className="mark">{words.shop}</p>
      <h1>{title}</h1>
      <p className="ink-2">{intro}</p>
      {problem && (
        <p className="note bad" role="alert" tabIndex={-1} ref={alert}>
          <Icon name="warning" /> {problem}
        </p>
      )}
      {children}
    </main>
  )
}
