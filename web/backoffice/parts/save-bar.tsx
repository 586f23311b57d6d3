import { useWords } from '../words/words.tsx'

interface SaveBarProps {
  readonly isChanged: boolean
  readonly isSaving: boolean
  readonly isSaved: boolean
  /** Where it cannot be saved, the way back is all there is. */
  readonly onCancel: () => void
}

/** What becomes of what was typed: one line, and the two buttons. */
export function SaveBar({ isChanged, isSaving, isSaved, onCancel }: SaveBarProps) {
  const words = useWords()
  return (
    <div className="osave">
      <p role="status">{isSaving ? words.saving : isChanged ? words.unsaved : isSaved ? words.saved : ''}</p>
      <div className="oact">
        <button className="ob" type="button" aria-disabled={!isChanged || undefined} onClick={() => isChanged && onCancel()}>
          {words.cancel}
        </button>
        <button className="ob main" type="submit" aria-disabled={!isChanged || isSaving || undefined}>
          {words.save}
        </button>
      </div>
    </div>
  )
}
