import { type Frame, unusableNumber } from '@vitrine/tryon-core/frame'
import { checkWish, type PhotoRefusal, type PhotoWish } from '../domain/photo.ts'
import type { FollowAnswer, FollowedFace, FollowQuestion } from './follow-face.ts'
import type { Pictures } from './open-photo.ts'

/** What streaming needs of whoever can follow faces. A stream has a place from `begin`, or from its first picture, until `end`. */
export interface FaceStreams {
  /** Answers when the networks are in memory: a second on a cold start. */
  begin(streamId: string, draws: boolean): Promise<'begun' | 'busy'>
  /** The pixels are handed over. Throws the fault `unavailable` when the reader was lost. */
  follow(streamId: string, question: Omit<FollowQuestion, 'seconds'>): Promise<FollowAnswer | 'busy'>
  end(streamId: string): void
}

interface StreamPicture extends PhotoWish {
  readonly streamId: string
  readonly picture: Uint8Array
  readonly frame: Frame | undefined
}

export interface FollowedPicture extends Pick<FollowedFace, 'sight' | 'landmarks'> {
  readonly outcome: 'followed'
  readonly jpeg: Uint8Array
  readonly size: { readonly width: number; readonly height: number }
}

/** Reads the next picture of a stream and puts the frame on, in memory. A frame or wish that cannot be is a RangeError by name. */
export async function followStream(
  { pictures, streams }: { pictures: Pictures; streams: FaceStreams },
  { streamId, picture, frame, ...wish }: StreamPicture,
): Promise<FollowedPicture | { readonly outcome: 'refused'; readonly code: PhotoRefusal | 'busy' }> {
  checkWish(wish)
  const unusable = frame && unusableNumber(frame)
  if (unusable) throw new RangeError(`${unusable} is ${frame[unusable]}`)
  const opened = await pictures.openStreamed(picture)
  if (opened.outcome === 'refused') return opened
  const { width, height } = opened.image
  const answer = await streams.follow(streamId, { ...wish, image: opened.image, frame })
  if (answer === 'busy') return { outcome: 'refused', code: answer }
  if (answer.outcome === 'refused') return answer
  const { sight, drawn, landmarks } = answer
  return { outcome: 'followed', sight, landmarks, jpeg: drawn ? await pictures.jpeg(drawn) : new Uint8Array(), size: { width, height } }
}
