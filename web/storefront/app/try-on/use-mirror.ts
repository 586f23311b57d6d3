import { useEffect, useRef, useState } from 'react'
import { keepForOffline } from './keep-for-offline.ts'
import type { Mirror, MirrorState, Worn } from './mirror.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** What a mirror loads before it opens, so that it needs no network then: 3D files by their hash, pictures of frames by their address. */
interface Kept {
  readonly models: readonly string[]
  readonly pictures: readonly string[]
}

/** The live mirror of a page: closed until asked for, its code loaded then; closed again when the page goes. */
export function useMirror(worn: readonly Worn[], pdMm: number | undefined, kept: Kept) {
  const picture = useRef<HTMLCanvasElement>(null)
  const overlay = useRef<HTMLCanvasElement>(null)
  const [mirror] = useState(() => oneAtATime<Mirror>())
  const [state, setState] = useState<MirrorState>({ phase: 'closed' })
  const [isFrozen, setFrozen] = useState(false)

  useEffect(() => mirror.current()?.wear(worn), [mirror, worn])
  useEffect(() => mirror.current()?.setPd(pdMm), [mirror, pdMm])
  useEffect(() => mirror.close, [mirror])

  async function prepare() {
    await keepForOffline(kept.pictures)
    const { loadModels, openMirror } = await import('./mirror.ts')
    return { openMirror, made: await loadModels(kept.models) }
  }
  function open() {
    const askedAt = performance.now()
    setState({ phase: 'loading', share: 0 })
    setFrozen(false)
    const opening = mirror.open(prepare, ({ openMirror, made }) => {
      const places = { picture: picture.current!, overlay: overlay.current! } // there as long as the page, which closes when it goes
      const opened = openMirror(worn, made, { ...places, tell: setState, askedAt })
      opened.setPd(pdMm)
      return opened
    })
    opening.catch(() => setState({ phase: 'trouble', why: 'failed' }))
  }
  return {
    ...{ picture, overlay, state, isFrozen },
    open,
    /** Also while it is being opened: closing wins. */
    close() {
      mirror.close()
      setState({ phase: 'closed' })
    },
    /** Saved by the browser, on this device, under that name. */
    async save(name: string) {
      const picture = await mirror.current()?.snapshot()
      if (!picture) return
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(picture), download: `${name}.jpg` })
      link.click()
      URL.revokeObjectURL(link.href)
    },
    freeze(next: boolean) {
      setFrozen(next)
      mirror.current()?.freeze(next)
    },
  }
}

export type MirrorHandle = ReturnType<typeof useMirror>
