import type { ReactNode } from 'react'
import { Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'

interface ToldProps {
  readonly error: Error
  /** What refusals of this screen mean, by code. */
  readonly known?: Readonly<Record<string, string>>
  /** What a field is called and what is wrong with it, where the screen knows it by another name. */
  readonly fieldText?: (path: string, message: string) => string
  readonly children?: ReactNode
}

/** Why it was not done, and at which field. */
export function Told({ error, known = {}, fieldText, children }: ToldProps) {
  const words = useWords()
  const problem = error instanceof Refused ? error.problem : undefined
  const text = problem?.errors?.length
    ? words.badField
    : problem?.status === 403
      ? words.noRightFor
      : (known[problem?.code ?? ''] ?? problem?.detail ?? problem?.title ?? words.offline)
  return (
    <div className="note bad" role="alert">
      <div>
        <p>{text}</p>
        <ul>
          {problem?.errors?.map(({ path, message }) => (
            <li key={`${path} ${message}`}>{fieldText ? fieldText(path, message) : `${path}${path && words.colon} ${message}`}</li>
          ))}
        </ul>
        {children}
      </div>
    </div>
  )
}
