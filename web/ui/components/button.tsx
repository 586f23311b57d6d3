import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { useId } from 'react'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'filled' | 'line'
  readonly wide?: boolean
  /** Why it cannot be used now. The button stays where it is, and the reason stands under it in words. */
  readonly reason?: string | undefined
  /** The name of what is being done ("Adding…"); the button keeps its focus and refuses a second press. */
  readonly busy?: string | undefined
  readonly children: ReactNode
}

/** A button acts; for going somewhere take a link with the class `btn`. */
export function Button({ look = 'filled', wide = false, reason, busy, children, className, onClick, ...rest }: ButtonProps) {
  const reasonId = useId()
  const idle = Boolean(reason ?? busy)
  return (
    <>
      <button
        {...rest}
        className={['btn', look === 'line' && 'line', wide && 'wide', className].filter(Boolean).join(' ')}
        aria-disabled={idle || undefined}
        data-busy={busy ? '' : undefined}
        aria-describedby={reason ? reasonId : rest['aria-describedby']}
        onClick={(event) => {
          if (idle) event.preventDefault()
          else onClick?.(event)
        }}
      >
        {busy ?? children}
      </button>
      {reason && (
        <p className="fine ink-3" id={reasonId}>
          {reason}
        </p>
      )}
    </>
  )
}
