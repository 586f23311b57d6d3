import { expect, test } from 'vitest'
import { camera, type CameraTrouble } from './camera.ts'

/** A camera whose permission is given, or refused, when the test says so. */
function desk() {
  const asked: { resolve(granted: MediaStream): void; reject(why: DOMException): void }[] = []
  const said: (CameraTrouble | 'ready')[] = []
  const video: { play(): Promise<void>; srcObject: MediaProvider | null } = { play: async () => {}, srcObject: null }
  const one = camera({
    video,
    media: { getUserMedia: () => new Promise<MediaStream>((resolve, reject) => asked.push({ resolve, reject })) },
    ready: () => said.push('ready'),
    trouble: (why) => said.push(why),
  })
  return { one, asked, said, video }
}
function stream() {
  const track = Object.assign(new EventTarget(), { isOn: true, stop: () => void (track.isOn = false) })
  return { track, stream: { getTracks: () => [track] } as unknown as MediaStream } // as much of one as is asked for
}
const settled = () => new Promise((later) => setImmediate(later))

test('a camera that is granted after it was turned off is let go, shown nowhere and not told', async () => {
  const { one, asked, said, video } = desk()
  const { track, stream: granted } = stream()
  one.on()
  one.off()
  asked[0]!.resolve(granted)
  await settled()
  expect([track.isOn, video.srcObject, said]).toEqual([false, null, []])
})

test('a refusal that comes after it was turned off is not told', async () => {
  const { one, asked, said } = desk()
  one.on()
  one.off()
  asked[0]!.reject(new DOMException('', 'NotAllowedError'))
  await settled()
  expect(said).toEqual([])
})

test.each<[string, CameraTrouble]>([
  ['NotAllowedError', 'permission'],
  ['NotFoundError', 'no-camera'],
  ['NotReadableError', 'busy'],
  ['TypeError', 'failed'],
])('%s is told as %s', async (name, why) => {
  const { one, asked, said } = desk()
  one.on()
  asked[0]!.reject(new DOMException('', name))
  await settled()
  expect(said).toEqual([why])
})

test('an unplugged camera is told once; one that was turned off and on again comes back', async () => {
  const { one, asked, said, video } = desk()
  const [first, second] = [stream(), stream()]
  one.on()
  asked[0]!.resolve(first.stream)
  await settled()
  one.off()
  expect([first.track.isOn, video.srcObject]).toEqual([false, null])
  one.on()
  asked[1]!.resolve(second.stream)
  await settled()
  first.track.dispatchEvent(new Event('ended'))
  expect(said).toEqual(['ready', 'ready'])
  second.track.dispatchEvent(new Event('ended'))
  second.track.dispatchEvent(new Event('ended'))
  expect([said, second.track.isOn, video.srcObject]).toEqual([['ready', 'ready', 'lost'], false, null])
})
