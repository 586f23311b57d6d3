import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { componentWords } from '../component-words.ts'
import { useLocale } from '../locale.ts'
import { Icon } from './icon.tsx'

interface DialogProps {
  readonly open: boolean
  readonly title: string
  readonly onClose: () => void
  readonly wide?: boolean
  readonly children: ReactNode
}

/** The browser's own dialog: Esc closes it, focus stays inside and returns. `onClose` hears every way it is left. */
export function Dialog({ open, title, onClose, wide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const words = componentWords[useLocale()]
  useEffect(() => {
    const element = dialog.current
    if (!element) return
    if (open && !element.open) element.showModal()
    if (!open && element.open) element.close()
  }, [open])
  return (
    <dialog ref={dialog} className={wide ? 'dialog wide' : 'dialog'} aria-label={title} onClose={onClose}>
      <header>
        <h2 className="heading">{title}</h2>
        <button type="button" className="plain tap" aria-label={words.close} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  )
}
