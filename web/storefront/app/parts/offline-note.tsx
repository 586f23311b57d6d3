import { useLocale } from '@vitrine/ui/locale'
import { useEffect, useState } from 'react'
import { layoutWords } from '../words/layout.ts'

/** Without a network a form is not sent: the page stays with what was typed and says so, instead of being lost to one that says it could not load. */
export function OfflineNote() {
  const words = layoutWords[useLocale()]
  const [isKept, setKept] = useState(false)
  useEffect(() => {
    const keep = (event: SubmitEvent) => {
      if (navigator.onLine || !(event.target instanceof HTMLFormElement) || event.target.method !== 'post') return
      event.preventDefault()
      event.stopPropagation()
      setKept(true)
    }
    const forget = () => setKept(false)
    window.addEventListener('submit', keep, true) // before the page's own, which listens at the document
    window.addEventListener('online', forget)
    return () => {
      window.removeEventListener('submit', keep, true)
      window.removeEventListener('online', forget)
    }
  }, [])
  return (
    <p className={isKept ? 'note warn offline' : 'sr'} role="alert">
      {isKept && words.offline}
    </p>
  )
}
