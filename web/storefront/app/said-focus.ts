import { type RefObject, useEffect, useRef } from 'react'

/**
 * Where the keyboard goes when the form it was in is gone: to what the page says of it. Whoever still stands on something stays there. The element it is
 * given to takes a `tabIndex` of -1.
 */
export function useSaidFocus<Said extends HTMLElement>(answer: unknown): RefObject<Said | null> {
  const said = useRef<Said>(null)
  useEffect(() => {
    if (answer !== undefined && (document.activeElement ?? document.body) === document.body) said.current?.focus()
  }, [answer])
  return said
}

/** The same where what is shown says it itself: not when the page opens, but whenever it is another. */
export function useChangedFocus<Said extends HTMLElement>(shown: string): RefObject<Said | null> {
  const [said, before] = [useRef<Said>(null), useRef(shown)]
  useEffect(() => {
    if (before.current !== shown && (document.activeElement ?? document.body) === document.body) said.current?.focus()
    before.current = shown
  }, [shown, said, before])
  return said
}
