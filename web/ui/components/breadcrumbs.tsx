import { componentWords } from '../component-words.ts'
import { useLocale } from '../locale.ts'

/** The way to this page; the last step is the page itself. */
export function Breadcrumbs({ steps }: { readonly steps: readonly { readonly name: string; readonly href?: string }[] }) {
  return (
    <nav className="crumbs" aria-label={componentWords[useLocale()].breadcrumbs}>
      <ol>
        {steps.map((step) => (
          <li key={step.name} aria-current={step.href ? undefined : 'page'}>
            {step.href ? <a href={step.href}>{step.name}</a> : step.name}
          </li>
        ))}
      </ol>
    </nav>
  )
}
