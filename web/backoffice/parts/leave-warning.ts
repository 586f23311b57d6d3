import { useEffect } from 'react'
import { useBlocker } from 'react-router'

/** Asks before typed text is lost, on links of the back office and on leaving it. A move whose state says `saved` goes through. */
export function useLeaveWarning(isChanged: boolean, question: string): void {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isChanged && nextLocation.pathname !== currentLocation.pathname && !(nextLocation.state as { saved?: true } | null)?.saved,
  )
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    if (window.confirm(question)) blocker.proceed()
    else blocker.reset()
  }, [blocker, question])
  useEffect(() => {
    if (!isChanged) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isChanged])
}
