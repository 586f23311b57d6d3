import { Icon } from '@vitrine/ui/components/icon'
import { useLocale } from '@vitrine/ui/locale'
import type { TriedFrame } from '../try-on/strip.ts'
import { mostTiles } from '@vitrine/ui/try-on/tiles'
import { tryWords } from '../words/try.ts'

export const nameOf = ({ name, colour }: Pick<TriedFrame, 'name' | 'colour'>): string => [name, colour].filter(Boolean).join(', ')

/** A frame that is kept is let go, another one is kept beside the next: three at most, and the one that is on. */
export const keptAfter = (kept: readonly string[], variantId: string): readonly string[] =>
  kept.includes(variantId) ? kept.filter((one) => one !== variantId) : [...kept, variantId].slice(-(mostTiles - 1))

interface TryCompareProps {
  readonly chosen: TriedFrame
  /** Without the one that is on. */
  readonly kept: readonly TriedFrame[]
  readonly onKeep: (variantId: string) => void
}

/** Frames that stay beside the one that is on: up to four on one face. */
export function TryCompare({ chosen, kept, onKeep }: TryCompareProps) {
  const words = tryWords[useLocale()]
  const isFull = kept.length >= mostTiles - 1
  return (
    <section aria-label={words.compare} className="grid gap-2">
      <div className="pair">
        <h3 className="label">{words.compare}</h3>
        <button
          type="button"
          className="btn line"
          aria-disabled={isFull || undefined}
          aria-describedby="compare-hint"
          onClick={() => isFull || onKeep(chosen.variantId)}
        >
          {words.keep(nameOf(chosen))} <kbd aria-hidden="true">C</kbd>
        </button>
      </div>
      <p className="fine ink-3" id="compare-hint">
        {isFull ? words.keptAll : words.keepHint}
      </p>
      {kept.length > 0 && (
        <ul className="kept">
          {kept.map((frame) => (
            <li key={frame.variantId}>
              {nameOf(frame)}
              <button type="button" aria-label={words.letGo(nameOf(frame))} onClick={() => onKeep(frame.variantId)}>
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
