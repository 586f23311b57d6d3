/**
 * Writes a fake webcam for Chromium: `npx tsx tools/try-on/webcam.ts out.y4m`. Chromium plays it in a loop with
 * `--use-fake-device-for-media-stream --use-fake-ui-for-media-stream --use-file-for-fake-video-capture=out.y4m`.
 */
import { open, writeFile } from 'node:fs/promises'
import type { PixelImage } from '../../tryon-core/image.ts'
import type { Truth } from './accuracy.ts'
import { headPainter, usualHead } from './head-renderer.ts'
import { judgedHeads } from './head-shape.ts'

export interface WebcamOptions {
  /** Frames of one turn from left to right and back. */
  readonly frames: number
  readonly framesPerSecond: number
}

/** Two seconds: long enough to look, short enough to render in a test's set-up. */
const usual: WebcamOptions = { frames: 30, framesPerSecond: 15 }

/**
 * A test head, eyes into the lens, turning 20 degrees to each side and back, 640 x 480. Answers what is true of each frame, in order.
 * The same bytes at each call, on every machine. Cost: about half a second a frame; 460 kB a frame.
 */
export async function writeWebcam(file: string, { frames, framesPerSecond }: WebcamOptions = usual): Promise<Truth[]> {
  const head = judgedHeads.find(({ name }) => name === 'caucasian-male')!
  const look = { ...usualHead, ...head, gaze: 'camera', samples: 2, limbusSoftMm: 0.4 } as const
  const paint = headPainter(look)
  const truths: Truth[] = []
  const out = await open(file, 'w')
  try {
    await out.write(`YUV4MPEG2 W${look.width} H${look.height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`)
    for (let i = 0; i < frames; i++) {
      const turn = (i / frames) * 2 * Math.PI
      const { image, truth } = paint({ ...look, yaw: -20 * Math.cos(turn), x: 20 * Math.sin(turn) })
      truths.push(truth)
      await out.write(Buffer.concat([Buffer.from('FRAME\n'), planes(image)]))
    }
  } finally {
    await out.close()
  }
  return truths
}

/** RGB -> Y, Cb, Cr with colour at half resolution, BT.601 limited range: what Chromium takes a `.y4m` for. */
function planes({ data, width, height }: PixelImage): Buffer {
  const out = Buffer.alloc((width * height * 3) / 2)
  const [blueAt, redAt] = [width * height, width * height + (width * height) / 4]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [r, g, b] = [0, 1, 2].map((axis) => data[3 * (y * width + x) + axis]!) as [number, number, number]
      out[y * width + x] = Math.round(16 + 0.25679 * r + 0.50413 * g + 0.09791 * b)
      if (x % 2 || y % 2) continue
      const at = (y / 2) * (width / 2) + x / 2
      out[blueAt + at] = Math.round(128 - 0.14822 * r - 0.29099 * g + 0.43922 * b)
      out[redAt + at] = Math.round(128 + 0.43922 * r - 0.36779 * g - 0.07143 * b)
    }
  return out
}

if (process.argv[1] === import.meta.filename) {
  const [out = 'webcam.y4m'] = process.argv.slice(2)
  const truths = await writeWebcam(out)
  await writeFile(`${out}.truth.json`, JSON.stringify(truths))
  console.log(`${out}: ${truths.length} frames, PD ${truths[0]!.pdMm.toFixed(1)} mm`)
}
