import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'

/** One file of an archive: where its bytes are now, and its name inside. */
export interface TarEntry {
  readonly name: string
  /** A file of the disk, or the bytes themselves. */
  readonly from: string | Buffer
}

/** What went in, for the one who checks it later. */
export interface TarSum {
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
}

const block = 512

/**
 * The bytes of a tar archive (POSIX.1-1988 ustar), piece by piece; what a file holds is read once. `written` hears each entry when it is
 * whole. A file that grows meanwhile is cut at the size it had; one that shrinks is an error. Names up to 255 bytes, files below 8 GiB.
 */
export async function* tarBytes(
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
  written: (sum: TarSum) => void,
): AsyncGenerator<Buffer> {
  for await (const { name, from } of entries) {
    const sizeBytes = typeof from === 'string' ? (await stat(from)).size : from.length
    yield header(name, sizeBytes)
    const hash = createHash('sha256')
    let leftBytes = sizeBytes
    for await (const chunk of piecesOf(from, sizeBytes)) {
      hash.update(chunk)
      leftBytes -= chunk.length
      yield chunk
    }
    if (leftBytes !== 0) throw new Error(`${name} became shorter while it was read`)
    yield padding(sizeBytes)
    written({ name, sizeBytes, sha256: hash.digest('hex') })
  }
  yield Buffer.alloc(2 * block)
}

async function* piecesOf(from: string | Buffer, sizeBytes: number): AsyncGenerator<Buffer> {
  if (sizeBytes === 0) return
  if (typeof from !== 'string') return yield from
  for await (const chunk of createReadStream(from, { end: sizeBytes - 1 })) yield chunk as Buffer
}

const padding = (sizeBytes: number) => Buffer.alloc((block - (sizeBytes % block)) % block)

function header(name: string, sizeBytes: number): Buffer {
  const [prefix, base] = splitName(name)
  const bytes = Buffer.alloc(block)
  bytes.write(base, 0)
  bytes.write('0000600\0', 100)
  bytes.write('0000000\0', 108)
  bytes.write('0000000\0', 116)
  bytes.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124)
  bytes.write('00000000000\0', 136)
  bytes.write('        0', 148) // the sum is taken with spaces in its place; then the type of the entry: a file
  bytes.write('ustar\x0000', 257)
  bytes.write(prefix, 345)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}

function splitName(name: string): [prefix: string, base: string] {
  if (Buffer.byteLength(name) <= 100) return ['', name]
  for (let cut = name.indexOf('/'); cut > 0; cut = name.indexOf('/', cut + 1)) {
    const [prefix, base] = [name.slice(0, cut), name.slice(cut + 1)]
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(base) <= 100) return [prefix, base]
  }
  throw new RangeError(`${name} is too long a name for an archive`)
}

/** An entry as it comes out of an archive. Its `bytes` must be read to their end before the next one is asked for. */
export interface TarContent {
  readonly name: string
  readonly sizeBytes: number
  readonly bytes: AsyncGenerator<Buffer>
}

/** Takes an archive apart again. Throws for bytes that are no tar archive, or end too early. Reads what `tarBytes` writes, no links. */
export async function* readTar(stream: Readable): AsyncGenerator<TarContent> {
  const source = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let rest: Buffer = Buffer.alloc(0)

  async function more(): Promise<void> {
    const { value, done } = await source.next()
    if (done) throw new Error('the archive ends too early')
    rest = rest.length === 0 ? value : Buffer.concat([rest, value])
  }
  async function take(sizeBytes: number): Promise<Buffer> {
    while (rest.length < sizeBytes) await more()
    const bytes = rest.subarray(0, sizeBytes)
    rest = rest.subarray(sizeBytes)
    return bytes
  }
  async function* content(sizeBytes: number): AsyncGenerator<Buffer> {
    for (let leftBytes = sizeBytes; leftBytes > 0; ) {
      if (rest.length === 0) await more()
      const bytes = await take(Math.min(leftBytes, rest.length))
      leftBytes -= bytes.length
      yield bytes
    }
    await take(padding(sizeBytes).length)
  }

  for (;;) {
    const head = await take(block)
    if (head.every((byte) => byte === 0)) {
      while (!(await source.next()).done); // to its very end: what packs it may have been cut
      return
    }
    const text = (from: number, length: number) =>
      head
        .subarray(from, from + length)
        .toString('utf8')
        .replace(/\0.*$/s, '')
    if (text(257, 5) !== 'ustar') throw new Error('this is no archive of Vitrine')
    const [prefix, base, sizeBytes] = [text(345, 155), text(0, 100), Number.parseInt(text(124, 12), 8)]
    const name = prefix ? `${prefix}/${base}` : base
    yield { name, sizeBytes, bytes: content(sizeBytes) }
  }
}
