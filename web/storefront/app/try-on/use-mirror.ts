import type { Frame } from '@vitrine/tryon-core/frame'
import { useEffect, useRef, useState } from 'react'
import type { Mirror, MirrorState } from './mirror.ts'

/** The live mirror of a page: closed until asked for, its code loaded then; closed again when the page goes. */
export function useMirror(frame: Frame | undefined, pdMm: number | undefined) {
  const picture = useRef<HTMLCanvasElement>(null)
  const overlay = useRef<HTMLCanvasElement>(null)
  const mirror = useRef<Mirror>(undefined)
  const [state, setState] = useState<MirrorState>({ phase: 'closed' })
  const [isFrozen, setFrozen] = useState(false)

  useEffect(() => {
    if (frame) mirror.current?.wear(frame)
  }, [frame])
  useEffect(() => mirror.current?.setPd(pdMm), [pdMm])
  useEffect(() => () => mirror.current?.close(), [])

  async function open() {
    setState({ phase: 'loading', share: 0 })
    setFrozen(false)
    const { openMirror } = await import('./mirror.ts')
    if (!frame || !picture.current || !overlay.current) return
    mirror.current?.close()
    mirror.current = openMirror(frame, { picture: picture.current, overlay: overlay.current, tell: setState })
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
    freeze(next: boolean) {
      setFrozen(next)
      mirror.current?.freeze(next)
    },
  }
}

export type MirrorHandle = ReturnType<typeof useMirror>
