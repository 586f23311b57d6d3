import type { PieceInside } from '@vitrine/gateway/schemas/shapes'
import { useLocale } from '@vitrine/ui/locale'
import { bundleWords } from '../words/bundle.ts'

interface PartsProps {
  readonly parts?: readonly PieceInside[] | undefined
}

function usePartTexts(parts: readonly PieceInside[]) {
  const words = bundleWords[useLocale()]
  return parts.map(({ variantId, quantity, name, options }) => ({
    variantId,
    text: words.part(quantity, name, options.map(({ text }) => text).join(', ')),
  }))
}

/** What is in one set, under its question; nothing of what is none. */
export function BundleParts({ parts = [] }: PartsProps) {
  const [words, texts] = [bundleWords[useLocale()], usePartTexts(parts)]
  if (texts.length === 0) return null
  return (
    <div>
      <h2 className="label">{words.contents}</h2>
      <ul className="label ink-2 font-normal">
        {texts.map(({ variantId, text }) => (
          <li key={variantId}>{text}</li>
        ))}
      </ul>
    </div>
  )
}

/** The same below the name of a line. */
export const PartLines = ({ parts = [] }: PartsProps) =>
  usePartTexts(parts).map(({ variantId, text }) => <small key={variantId}>{text}</small>)
