import type { ReactNode } from 'react'
import { componentWords } from '../component-words.ts'
import { useLocale } from '../locale.ts'

/** Nothing here yet: one sentence, one action. */
export function EmptyState({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{text}</p>
      {children}
    </div>
  )
}

/** What failed, what still works, how to try again, and the number to quote. */
export function ErrorState({
  text,
  retry,
  reference,
}: {
  readonly text: string
  readonly retry?: { readonly href: string; readonly label: string }
  readonly reference?: string | undefined
}) {
  const words = componentWords[useLocale()]
  return (
    <div className="empty" role="alert">
      <p>{text}</p>
      {retry && (
        <a className="btn line" href={retry.href}>
          {retry.label}
        </a>
      )}
      {reference && <small className="fine ink-3">{words.reference(reference)}</small>}
    </div>
  )
}

/** The room a row of cards will take, shown only when it takes longer than a blink. */
export function CardSkeleton({ count, ratio }: { readonly count: number; readonly ratio: 'r43' | 'r45' | '' }) {
  return (
    <div className="cards four waiting" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <div key={index}>
          <div className={`pic plate ${ratio}`} />
          <div className="skel mt-4 h-4 w-2/5" />
          <div className="skel mt-2 h-3 w-3/5" />
        </div>
      ))}
    </div>
  )
}
