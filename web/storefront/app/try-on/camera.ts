/** The parts of a browser a camera is opened with. */
export interface CameraPlace {
  /** Undefined where the browser has no cameras, or the page is not served safely. */
  readonly media: Pick<MediaDevices, 'getUserMedia'> | undefined
  readonly video: Pick<HTMLVideoElement, 'play' | 'srcObject'>
  /** Its pictures come from now on. */
  readonly ready: () => void
  readonly trouble: (why: CameraTrouble) => void
}

/** Why there is no picture of a camera. `lost`: there was, and it was unplugged or its permission taken back. */
export type CameraTrouble = 'permission' | 'no-camera' | 'busy' | 'lost' | 'failed'

const wanted = { video: { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 } } } as const

/**
 * The camera of a mirror. `on` asks for it, `off` turns its light off, whenever: a camera that was asked for before, and comes after, is let
 * go at once and nothing is said of it.
 */
export function camera({ media, video, ready, trouble }: CameraPlace) {
  let turn = 0
  let tracks: readonly MediaStreamTrack[] = []

  function off() {
    turn++
    for (const track of tracks) track.stop()
    tracks = []
    video.srcObject = null
  }

  async function open(own: number): Promise<void> {
    if (!media) throw new DOMException('no camera interface', 'NotFoundError')
    const stream = await media.getUserMedia(wanted)
    if (own !== turn) return stream.getTracks().forEach((track) => track.stop())
    tracks = stream.getTracks()
    for (const track of tracks) track.addEventListener('ended', () => own === turn && fail('lost'))
    video.srcObject = stream
    await video.play()
    if (own === turn) ready()
  }

  function fail(why: CameraTrouble) {
    off()
    trouble(why)
  }

  return {
    off,
    on() {
      off()
      const own = turn
      void open(own).catch((fault: unknown) => own === turn && fail(troubleOf(fault)))
    },
  }
}

function troubleOf(fault: unknown): CameraTrouble {
  const name = fault instanceof DOMException ? fault.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'permission'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no-camera'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'failed'
}
