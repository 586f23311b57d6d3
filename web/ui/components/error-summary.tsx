import { useEffect, useRef } from 'react'
import { componentWords } from '../component-words.ts'
import { useLocale } from '../locale.ts'

export interface FieldError {
  /** The field to go to; without one the line is plain text. */
  readonly field?: string
  readonly text: string
  /** The same where the field is not beside it, when its words alone do not say which field: `Sphere, right eye: this value is missing`. */
  readonly named?: string
}

/** Everything that stops a form, on top of it, focused when it appears, each line leading to its field. */
export function ErrorSummary({ errors, title }: { readonly errors: readonly FieldError[]; readonly title?: string }) {
  const words = componentWords[useLocale()]
  const box = useRef<HTMLDivElement>(null)
  const said = errors.map((error) => `${error.field} ${error.text}`).join()
  useEffect(() => {
    if (said) box.current?.focus()
  }, [said])
  if (errors.length === 0) return null
  return (
    <div className="summary-err" role="alert" tabIndex={-1} ref={box} id="errors">
      <h2>{title ?? words.problem}</h2>
      <ul>
        {errors.map((error) => (
          <li key={`${error.field} ${error.text}`}>
            {error.field ? <a href={`#${error.field}`}>{error.named ?? error.text}</a> : <p>{error.text}</p>}
          </li>
        ))}
      </ul>
    </div>
  )
}
