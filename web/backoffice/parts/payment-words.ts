import { useWords } from '../words/words.tsx'

/** Codes of payments in words; one without a word is shown as it is. */
export function usePaymentTexts() {
  const words = useWords()
  const textOf = (texts: Readonly<Record<string, string>>, code: string) => texts[code] ?? code
  return {
    provider: (code: string) => textOf(words.providers, code),
    method: (code: string) => textOf(words.methods, code),
    state: (code: string) => textOf(words.states, code),
    kind: (code: string) => textOf(words.pay.kinds, code),
    step: (code: string) => textOf(words.pay.steps, code),
    decline: (code: string) => textOf(words.pay.declines, code),
    what: (code: string) => textOf(words.pay.whats, code),
  }
}
