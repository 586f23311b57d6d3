import { useEffect, useRef, useState } from 'react'
import { keepForOffline } from './keep-for-offline.ts'
import type { Mirror, MirrorState, Worn } from './mirror.ts'

/** The live mirror of a page: closed until asked for, its code loaded then; closed again when the page goes. */
export function useMirror(worn: readonly Worn[], pdMm: number | undefined, models: readonly string[]) {
  const picture = useRef<HTMLCanvasElement>(null)
  const overlay = useRef<HTMLCanvasElement>(null)
  const mirror = useRef<Mirror>(undefined)
  const [state, setState] = useState<MirrorState>({ phase: 'closed' })
  const [isFrozen, setFrozen] = useState(false)

  useEffect(() => {
    mirror.current?.wear(worn)
  }, [worn])
  useEffect(() => mirror.current?.setPd(pdMm), [pdMm])
  useEffect(() => () => mirror.current?.close(), [])

  async function open() {
    const askedAt = performance.now()
    setState({ phase: 'loading', share: 0 })
    setFrozen(false)
    await keepForOffline()
    const { loadModels, openMirror } = await import('./mirror.ts')
    const made = await loadModels(models)
    if (!picture.current || !overlay.current) return
    mirror.current?.close()
    mirror.current = openMirror(worn, made, { picture: picture.current, overlay: overlay.current, tell: setState, askedAt })
    mirror.current.setPd(pdMm)
  }
  return {
    ...{ picture, overlay, state, isFrozen },
    open: () => void open().catch(() => setState({ phase: 'trouble', why: 'failed' })),
    close() {
      mirror.current?.close()
      mirror.current = undefined
      setState({ phase: 'closed' })
    },
    /** Saved by the browser, on this device, under that name. */
    async save(name: string) {
      const picture = await mirror.current?.snapshot()
      if (!picture) return
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(picture), download: `${name}.jpg` })
      link.click()
      URL.revokeObjectURL(link.href)
    },
    freeze(next: boolean) {
      setFrozen(next)
      mirror.current?.freeze(next)
    },
  }
}

export type MirrorHandle = ReturnType<typeof useMirror>
