import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type pg from 'pg'

/** The part of the driver's connection that its types leave out. */
interface Wire {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
  readonly stream: Writable & Readable
}

interface Settled {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** A query of our own, as the driver's queue wants it. Messages of COPY: PostgreSQL manual, 53.2.6. */
const copyQuery = (text: string, { resolve, reject }: Settled) => ({
  submit: (wire: Wire) => wire.query(text),
  handleCommandComplete: () => {},
  handleReadyForQuery: () => resolve(),
  handleError: (error: unknown) => reject(error),
})

/**
 * Runs `copy … to stdout` and writes what comes into `sink`, no faster than it takes it. The sink is left open. Sees the snapshot of the
 * client's transaction.
 */
export async function copyOut(client: pg.ClientBase, text: string, sink: Writable): Promise<void> {
  let isWaiting = false
  await new Promise<void>((resolve, reject) => {
    const handleCopyData = ({ chunk }: { chunk: Buffer }, { stream }: Wire) => {
      if (sink.write(Buffer.from(chunk)) || isWaiting) return
      isWaiting = true
      stream.pause()
      sink.once('drain', () => {
        isWaiting = false
        stream.resume()
      })
    }
    client.query({ ...copyQuery(text, { resolve, reject }), handleCopyData } as unknown as pg.Submittable)
  })
  if (isWaiting) await once(sink, 'drain') // the connection rests until then, and its next query would wait for ever
}

/** Runs `copy … from stdin` with these bytes. Rejects with what PostgreSQL says of them, or with what their source threw; no row is kept then. */
export async function copyIn(client: pg.ClientBase, text: string, source: AsyncIterable<Buffer>): Promise<void> {
  let thrown: unknown
  await new Promise<void>((resolve, reject) => {
    const send = async (wire: Wire) => {
      try {
        for await (const chunk of source) {
          wire.sendCopyFromChunk(chunk)
          if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain')
        }
        wire.endCopyFrom()
      } catch (error) {
        thrown = error
        wire.sendCopyFail('the source failed')
      }
    }
    const settled = { resolve, reject: (error: unknown) => reject(thrown ?? error) }
    client.query({ ...copyQuery(text, settled), handleCopyInResponse: (wire: Wire) => void send(wire) } as unknown as pg.Submittable)
  })
}
