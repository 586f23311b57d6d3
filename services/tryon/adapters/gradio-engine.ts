import { EngineFault, type EngineStatus, type GarmentEngine } from '../application/garment-engine.ts'
import { type EngineFields, filled } from './engine-fields.ts'
import { type EngineHttp, fieldOf, textOf } from './engine-http.ts'

/** One running call: what its stream said last. */
interface Stream {
  readonly stop: AbortController
  status: EngineStatus | { readonly state: 'complete'; readonly answer: unknown }
}

/**
 * The dialect of Gradio (4 and 5; there the base ends in `/gradio_api`): pictures are uploaded, the call answers an event, and the event's
 * stream says how it ended. Leaving the stream takes the call out of Gradio's queue: that is how it is cancelled.
 * Limits: no progress in this stream; an upload stays in Gradio's own folder until its `delete_cache` removes it, there is no call for it.
 */
export function gradioEngine({ name, fields, http }: { name: string; fields: EngineFields; http: EngineHttp }): GarmentEngine {
  const streams = new Map<string, Stream>()

  async function upload(jpeg: Uint8Array): Promise<unknown> {
    const form = new FormData()
    form.set('files', new Blob([Uint8Array.from(jpeg)], { type: 'image/jpeg' }), 'picture.jpg')
    const [path] = [await http.json('/upload', form)].flat()
    if (typeof path !== 'string') throw new EngineFault('engine-failed', 'an upload without a path')
    return { path, orig_name: 'picture.jpg', mime_type: 'image/jpeg', meta: { _type: 'gradio.FileData' } }
  }

  async function follow(path: string, stream: Stream): Promise<void> {
    const answer = await http.send(path, { headers: { accept: 'text/event-stream' } }, stream.stop.signal)
    for await (const { event, data } of eventsOf(answer)) {
      if (event === 'generating') stream.status = { state: 'processing' }
      if (event === 'error') stream.status = { state: 'failed' }
      if (event === 'complete') stream.status = { state: 'complete', answer: data }
      if (event === 'error' || event === 'complete') return
    }
    throw new EngineFault('engine-failed', 'the stream ended without an end')
  }

  return {
    name,
    tells: false,

    async submit(order) {
      const pictures = { person: await upload(order.person), garment: await upload(order.garment) }
      const ref = textOf(await http.json(`/call/${fields.api}`, { data: filled(fields, order, pictures) }), 'event_id')
      const stream: Stream = { stop: new AbortController(), status: { state: 'starting' } }
      streams.set(ref, stream)
      void follow(`/call/${fields.api}/${encodeURIComponent(ref)}`, stream).catch(() => {
        if (stream.status.state !== 'canceled') stream.status = { state: 'failed' } // cut off: there is no second look at it
      })
      return ref
    },

    async status(ref): Promise<EngineStatus> {
      const { status } = streams.get(ref) ?? { status: { state: 'failed' } as const } // of a process that ended
      if (status.state !== 'complete') return status
      return { state: 'succeeded', picture: await http.picture(addressOf(status.answer)) }
    },

    async cancel(ref) {
      const stream = streams.get(ref)
      if (!stream || stream.status.state === 'complete') return
      stream.status = { state: 'canceled' }
      stream.stop.abort()
    },

    async forget({ ref = '' }) {
      streams.get(ref)?.stop.abort()
      streams.delete(ref)
    },

    jobOfWebhook: () => undefined,
  }
}

/** The first picture of an answer: `[{path, url, …}, …]`, or an address. */
function addressOf(answer: unknown): string {
  for (const one of [answer].flat()) {
    if (typeof one === 'string') return one
    const [url, path] = [fieldOf(one, 'url'), fieldOf(one, 'path')]
    if (typeof url === 'string') return url
    if (typeof path === 'string') return `/file=${path}`
  }
  throw new EngineFault('engine-failed', 'an answer without a picture')
}

/** Server-sent events, one `event:` and one `data:` line each, as Gradio writes them. */
async function* eventsOf(answer: Response): AsyncGenerator<{ event: string; data: unknown }> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part, { stream: true })
    const whole = text.split(/\r?\n\r?\n/)
    text = whole.pop() ?? ''
    if (text.length > 1_000_000) throw new EngineFault('engine-failed', 'an event without an end')
    for (const block of whole) {
      const [, event = ''] = /^event: ?(.*)$/m.exec(block) ?? []
      const [, data = 'null'] = /^data: ?(.*)$/m.exec(block) ?? []
      yield { event, data: JSON.parse(data) }
    }
  }
}
