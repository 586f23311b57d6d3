import { useCallback, useEffect, useRef, useState } from 'react'
import { useNavigation, useRevalidator } from 'react-router'

interface ReadAgain {
  /** What the page shows may be old. Never changes: effects may name it. */
  readonly readAgain: () => void
  /** When it was last read again, undefined before the first time. */
  readonly readAt: string | undefined
}

/**
 * Reads what a page shows once more, one reading at a time: a reading or a form that is under way is let finish, for another one would break it off, and
 * who asks more often than the shop answers would never see an answer. What is asked for meanwhile is read once, after it.
 */
export function useReadAgain(): ReadAgain {
  const { revalidate } = useRevalidator()
  const isIdle = useNavigation().state === 'idle'
  const [isOld, setOld] = useState(false)
  const [readAt, setReadAt] = useState<string>()
  const isReading = useRef(false) // the router says so too, but a moment later
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of a reading is when the next one may begin
  useEffect(() => {
    if (!isOld || !isIdle || isReading.current) return
    isReading.current = true
    setOld(false)
    const end = () => {
      isReading.current = false
      setReadAt(new Date().toISOString())
    }
    void revalidate().then(end, end)
  }, [isOld, isIdle, revalidate, readAt])
  return { readAgain: useCallback(() => setOld(true), []), readAt }
}
