import { type ReactNode, useId } from 'react'

/** A part of a long form: its title and why, its fields beside it. */
export function FormSection({ title, hint, children }: { readonly title: string; readonly hint: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section className="osec" aria-labelledby={id}>
      <header>
        <h2 className="oh" id={id}>
          {title}
        </h2>
        <p className="fine ink-3">{hint}</p>
      </header>
      <div className="obody">{children}</div>
    </section>
  )
}
