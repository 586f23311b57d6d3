import { Icon } from '@vitrine/ui/components/icon'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { lensWords } from '../words/lenses.ts'

/** Larger is refused (services/optics/domain/scan.ts): whoever has scripts reads it before anything is sent. */
export const mostFileBytes = 10 * 1_024 * 1_024

interface ScanFieldProps {
  readonly error: string | undefined
  /** It is all there is of the prescription: an optician reads it. */
  readonly isAll?: boolean
}

/** A picture of the prescription, for whoever has it on paper: an optician compares it with what was typed, or reads it where nothing was. */
export function ScanField({ error: refused, isAll = false }: ScanFieldProps) {
  const words = lensWords[useLocale()]
  const [isHeavy, setHeavy] = useState(false)
  const error = isHeavy ? words.scanTooLarge : refused
  return (
    <div className="field">
      <label htmlFor="scan">{isAll ? words.picture : words.scan}</label>
      <p className="hint" id="scan-hint">
        {isAll ? words.pictureHint : words.scanHint}
      </p>
      {error && (
        <p className="error" id="scan-error" role={isHeavy ? 'alert' : undefined}>
          <Icon name="warning" />
          {error}
        </p>
      )}
      <input
        id="scan"
        type="file"
        name="scan"
        required={isAll}
        accept="application/pdf,image/jpeg,image/png,image/webp"
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? 'scan-hint scan-error' : 'scan-hint'}
        onChange={({ target }) => {
          const tooHeavy = (target.files?.[0]?.size ?? 0) > mostFileBytes
          if (tooHeavy) target.value = ''
          setHeavy(tooHeavy)
        }}
      />
    </div>
  )
}
