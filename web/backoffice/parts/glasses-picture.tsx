import { useQuery } from '@tanstack/react-query'
import type { AdminGlasses } from '@vitrine/gateway/schemas/optics'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { askFile, Refused, saveFile } from '../api.ts'
import { useGlassesWords } from '../words/glasses.ts'
import { useWords } from '../words/words.tsx'

/**
 * The picture of a sheet, beside the fields it is compared with. Shown at once while it is to be looked at, later when it is asked for: each look is an act that the
 * audit keeps. A photo is drawn, a PDF is handed to the browser's own reader, and both can be saved: what a stranger sent runs nowhere here.
 */
export function GlassesPicture({ glasses }: { readonly glasses: AdminGlasses }) {
  const [words, office] = [useGlassesWords(), useWords()]
  const isLookedAt = glasses.state === 'submitted' || glasses.state === 'asked'
  const [isWanted, setWanted] = useState(isLookedAt)
  const [version, setVersion] = useState(glasses.version)
  if (isLookedAt && version !== glasses.version) setVersion(glasses.version)
  const [isLarge, setLarge] = useState(false)
  const found = useQuery({
    queryKey: ['picture', glasses.id, version], // another version may have another picture, until it is decided
    queryFn: () => askFile(`/v1/admin/glasses/${encodeURIComponent(glasses.id)}/scan`, { method: 'POST', body: {} }),
    enabled: isWanted,
    ...{ staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false },
  })
  const address = useAddress(found.data)
  const reader = useRef<HTMLIFrameElement>(null)
  useKeyboardKept(reader)
  const isPdf = found.data?.type === 'application/pdf'
  return (
    <section aria-labelledby="picture">
      <h2 className="oh" id="picture">
        {words.picture}
      </h2>
      {!isWanted && (
        <button className="ob" type="button" onClick={() => setWanted(true)}>
          {words.showPicture}
        </button>
      )}
      {isWanted && found.isPending && <p role="status">{office.loading}</p>}
      {found.error && (
        <p className="bad" role="alert">
          {found.error instanceof Refused ? found.error.problem.title : office.offline}
        </p>
      )}
      {found.data && address && (
        <>
          {isPdf ? (
            <iframe className="opicture" ref={reader} src={address} title={words.picture} />
          ) : (
            // It scrolls, so a keyboard reaches it.
            <div className="opicture" tabIndex={0} role="group" aria-label={words.picture}>
              <img className={isLarge ? 'olarge' : undefined} src={address} alt={words.picture} />
            </div>
          )}
          <div className="oact">
            {!isPdf && (
              <button className="ob" type="button" aria-pressed={isLarge} onClick={() => setLarge(!isLarge)}>
                {words.enlarge}
              </button>
            )}
            <button
              className="ob"
              type="button"
              onClick={() => saveFile(found.data, `${glasses.orderNumber}.${found.data.type.split('/').at(-1) ?? 'bin'}`)}
            >
              {words.openScan}
            </button>
          </div>
        </>
      )}
    </section>
  )
}

/** A browser's own reader of PDF takes the keyboard once it has loaded, in the middle of a word: it goes back, unless somebody went there. */
function useKeyboardKept(reader: RefObject<HTMLIFrameElement | null>) {
  useEffect(() => {
    let before: EventTarget | null = document.activeElement
    let isTabbed = false
    const focused = ({ target }: FocusEvent) => {
      before = target
      isTabbed = false
    }
    const pressed = ({ key }: KeyboardEvent) => void (isTabbed = key === 'Tab')
    const left = () => {
      const place = reader.current
      if (!place || document.activeElement !== place || isTabbed || place.matches(':hover')) return
      place.blur()
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
    document.addEventListener('focusin', focused)
    document.addEventListener('keydown', pressed)
    window.addEventListener('blur', left)
    return () => {
      document.removeEventListener('focusin', focused)
      document.removeEventListener('keydown', pressed)
      window.removeEventListener('blur', left)
    }
  }, [reader])
}

/** An address of this page alone, gone with it. */
function useAddress(file: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    if (!file) return undefined
    const made = URL.createObjectURL(file)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return address
}
