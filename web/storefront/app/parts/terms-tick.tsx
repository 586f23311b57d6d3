import { Icon } from '@vitrine/ui/components/icon'

interface TermsTickProps {
  readonly text: string
  readonly error: string | undefined
  readonly ticked: boolean
}

/** What is agreed to before money is set aside: `terms=yes` in its form, with its error above it. */
export function TermsTick({ text, error, ticked }: TermsTickProps) {
  return (
    <div>
      {error && (
        <p className="error" id="terms-error">
          <Icon name="warning" />
          {error}
        </p>
      )}
      <label className="tick">
        <input
          type="checkbox"
          id="terms"
          name="terms"
          value="yes"
          defaultChecked={ticked}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? 'terms-error' : undefined}
        />
        <span>{text}</span>
      </label>
    </div>
  )
}
