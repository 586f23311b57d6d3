import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/*
 * Three engines that put garments on people, each in its own HTTP: predictions (Replicate, cog), Gradio, ComfyUI. They keep state, take real
 * uploads, and make the picture they were told to; none has met the programme it plays.
 */

/** A job as the engine understood it. */
export interface EngineJob {
  readonly id: string
  readonly person: Buffer
  readonly garment: Buffer
  readonly category: string
  readonly seed: number
  /** Looks taken at it. */
  looks: number
  isCanceled: boolean
}

export interface EngineFaults {
  /** So many calls are answered 503 before one is taken. */
  outages: number
  /** The next submission is refused. */
  refuses: boolean
  /** What becomes of jobs: done at the third look, never done, or failed. */
  outcome: 'done' | 'never' | 'fails'
  /** Where the result is said to lie, in place of the engine's own address. */
  resultAt: string | undefined
  /** Sees each call before it is answered: may keep it waiting, or answer it with a status. */
  meets?: ((call: Pick<Call, 'method' | 'path' | 'body'>) => Promise<number | undefined>) | undefined
}

interface Call {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Buffer
  readonly type: string
}
/** `keep` answers a stream: written to until it ends or its reader leaves. */
type Answer = {
  readonly status?: number
  readonly json?: unknown
  readonly bytes?: Buffer
  readonly keep?: (response: ServerResponse) => void
}

/** A job is done at this look at it. */
export const looksUntilDone = 3

async function startEngine(picture: Buffer, answer: (call: Call, job: ReturnType<typeof bench>) => Answer | Promise<Answer>) {
  const engine = bench(picture)
  async function reply(request: IncomingMessage, response: ServerResponse) {
    const at = new URL(request.url ?? '/', 'http://engine')
    const call = { method: request.method ?? 'GET', path: at.pathname, query: at.searchParams, type: request.headers['content-type'] ?? '' }
    const body = await buffer(request)
    engine.calls.push(`${call.method} ${call.path}`)
    engine.tokens.push(request.headers.authorization)
    if (engine.faults.outages > 0) {
      engine.faults.outages--
      return void response.writeHead(503).end('busy')
    }
    const met = await engine.faults.meets?.({ ...call, body })
    if (met) return void response.writeHead(met).end()
    const { status = 200, json, bytes, keep } = await answer({ ...call, body }, engine)
    if (keep) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return keep(response)
    }
    response.writeHead(status, { 'content-type': bytes ? 'image/png' : 'application/json' }).end(bytes ?? JSON.stringify(json ?? null))
  }
  const server = createServer((request, response) => {
    reply(request, response).catch((error: Error) => response.writeHead(400).end(error.message))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  engine.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(engine, {
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  })
}

/** What all three have: jobs, uploads, faults. */
function bench(picture: Buffer) {
  const faults: EngineFaults = { outages: 0, refuses: false, outcome: 'done', resultAt: undefined }
  const jobs = new Map<string, EngineJob>()
  const uploads = new Map<string, Buffer>()
  return {
    ...{ url: '', faults, jobs, uploads, picture, calls: [] as string[], tokens: [] as (string | undefined)[] },
    take(job: Omit<EngineJob, 'looks' | 'isCanceled'>): EngineJob {
      const taken = { ...job, looks: 0, isCanceled: false }
      jobs.set(job.id, taken)
      return taken
    },
    /** One look at a job: it starts, works, and is done at the third. */
    look(job: EngineJob): 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled' {
      if (job.isCanceled) return 'canceled'
      job.looks++
      if (job.looks === 1) return 'starting'
      if (faults.outcome === 'fails') return 'failed'
      return faults.outcome === 'done' && job.looks >= looksUntilDone ? 'succeeded' : 'processing'
    },
    /** Whether these bytes lie with the engine once it was told to forget. */
    holds: (bytes: Buffer) => [...uploads.values()].some((kept) => kept.includes(bytes)),
  }
}

export type EngineDouble = Awaited<ReturnType<typeof startEngine>>

async function upload(call: Call, field: string): Promise<{ name: string; bytes: Buffer }> {
  const form = await new Response(Uint8Array.from(call.body), { headers: { 'content-type': call.type } }).formData()
  const file = form.get(field)
  if (!(file instanceof File)) throw new Error(`no file ${field}`)
  return { name: file.name, bytes: Buffer.from(await file.arrayBuffer()) }
}

const read = (body: Buffer): Record<string, never> => JSON.parse(body.toString())
const dataUri = /^data:image\/jpeg;base64,(.+)$/

/** Replicate's HTTP: `input` has the field names of IDM-VTON. */
export const startPredictionsDouble = (picture: Buffer) =>
  startEngine(picture, ({ method, path, body }, engine) => {
    if (path === '/result.png') return { bytes: engine.picture }
    const shown = (job: EngineJob, status: string) => ({
      ...{ id: job.id, version: 'v1', status, error: status === 'failed' ? 'CUDA out of memory' : null },
      logs: status === 'processing' ? ` 12%|█▏        | 6/50\r 42%|████▏     | 21/50 [00:02<00:03]` : '',
      output: status === 'succeeded' ? [engine.faults.resultAt ?? `${engine.url}/result.png`] : null,
      urls: { get: `${engine.url}/v1/predictions/${job.id}`, cancel: `${engine.url}/v1/predictions/${job.id}/cancel` },
    })
    if (method === 'POST' && path === '/v1/predictions') {
      const { version, input } = read(body) as unknown as { version: string; input: Record<string, string> }
      const [person, garment] = [dataUri.exec(input['human_img'] ?? '')?.[1], dataUri.exec(input['garm_img'] ?? '')?.[1]]
      if (engine.faults.refuses || version !== 'v1' || !person || !garment)
        return { status: 422, json: { title: 'Input validation failed' } }
      const { category = '', seed } = input
      const job = engine.take({
        id: `p${engine.jobs.size + 1}`,
        ...{ person: Buffer.from(person, 'base64'), garment: Buffer.from(garment, 'base64'), category, seed: Number(seed) },
      })
      return { status: 201, json: shown(job, 'starting') }
    }
    const [, id = '', cancel] = /^\/v1\/predictions\/(\w+)(\/cancel)?$/.exec(path) ?? []
    const job = engine.jobs.get(id)
    if (!job) return { status: 404, json: { detail: 'not found' } }
    if (cancel) job.isCanceled = true
    return { json: shown(job, engine.look(job)) }
  })

/** What Replicate sends when a prediction has ended: body and headers of its signature. `secret`: `whsec_` and base64. */
export function signedPrediction(secret: string, id: string, at: Date): { body: Buffer; headers: Record<string, string> } {
  const body = Buffer.from(JSON.stringify({ id, status: 'succeeded' }))
  const stamp = String(Math.floor(at.getTime() / 1_000))
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(`msg_1.${stamp}.`)
    .update(body)
  return { body, headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': stamp, 'webhook-signature': `v1,${mac.digest('base64')}` } }
}

/** Gradio's HTTP: uploads, a call that answers an event, and the event's stream, which a reader that leaves takes out of the queue. */
export const startGradioDouble = (picture: Buffer) =>
  startEngine(picture, async (call, engine) => {
    if (call.path.startsWith('/file=')) return { bytes: engine.picture }
    if (call.path === '/upload') {
      const path = `/tmp/gradio/${engine.uploads.size}/picture.jpg`
      engine.uploads.set(path, (await upload(call, 'files')).bytes)
      return { json: [path] }
    }
    if (call.method === 'POST' && call.path === '/call/tryon') {
      const { data } = read(call.body) as unknown as { data: [{ path: string; meta: { _type: string } }, { path: string }, string, number] }
      const [person, garment, category, seed] = data
      const files = [engine.uploads.get(person.path), engine.uploads.get(garment.path)]
      if (engine.faults.refuses || !files[0] || !files[1] || person.meta._type !== 'gradio.FileData')
        return { status: 422, json: { detail: 'bad' } }
      const { id } = engine.take({ id: `e${engine.jobs.size + 1}`, person: files[0], garment: files[1], category, seed })
      return { json: { event_id: id } }
    }
    const job = engine.jobs.get(/^\/call\/tryon\/(\w+)$/.exec(call.path)?.[1] ?? '')
    if (!job) return { status: 404, json: { detail: 'Not Found' } }
    const keep = (response: ServerResponse) => {
      response.on('close', () => {
        if (!response.writableEnded) job.isCanceled = true
      })
      const say = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
      say('heartbeat', null)
      say('generating', [null])
      const { outcome, resultAt } = engine.faults
      const url = resultAt ?? `${engine.url}/file=/tmp/gradio/out.png`
      if (outcome === 'done') say('complete', [{ path: '/tmp/gradio/out.png', url, meta: { _type: 'gradio.FileData' } }, null])
      if (outcome === 'fails') say('error', null)
      if (outcome !== 'never') response.end()
    }
    return { keep }
  })

/** ComfyUI's HTTP: uploads by name, a graph that is queued, queue, history and view. */
export const startComfyuiDouble = (picture: Buffer) => {
  const forgotten = new Set<string>()
  return startEngine(picture, async (call, engine) => {
    const { method, path, query, body } = call
    if (path === '/view')
      return query.get('filename') === 'out.png' && query.get('type') === 'output' ? { bytes: engine.picture } : { status: 404 }
    if (path === '/upload/image') {
      const { name, bytes } = await upload(call, 'image')
      engine.uploads.set(name, bytes)
      return { json: { name, subfolder: '', type: 'input' } }
    }
    const running = [...engine.jobs.values()].filter((job) => !job.isCanceled && job.looks < looksUntilDone)
    if (method === 'GET' && path === '/queue') {
      const listed = (state: string) =>
        running.filter((job) => (job.looks > 1 ? 'running' : 'pending') === state).map((job) => [1, job.id, {}, {}, []])
      return { json: { queue_running: listed('running'), queue_pending: listed('pending') } }
    }
    if (path === '/queue' || path === '/history' || path === '/interrupt') {
      const sent = read(body) as unknown as { delete?: string[]; prompt_id?: string }
      const named = engine.jobs.get(sent.prompt_id ?? sent.delete?.[0] ?? '')
      if (path === '/history') forgotten.add(named?.id ?? '')
      else if (named && (path === '/interrupt') === named.looks > 1) named.isCanceled = true
      return {}
    }
    if (method === 'POST' && path === '/prompt') {
      const { prompt } = read(body) as unknown as { prompt: Record<string, { class_type: string; inputs: Record<string, string> }> }
      const [person, garment, vton] = [prompt['1']?.inputs['image'], prompt['2']?.inputs['image'], prompt['3']?.inputs]
      const files = [engine.uploads.get(person ?? ''), engine.uploads.get(garment ?? '')]
      if (engine.faults.refuses || !files[0] || !files[1])
        return { status: 400, json: { error: { type: 'prompt_outputs_failed_validation' } } }
      const { category = '', seed } = vton ?? {}
      const { id } = engine.take({ id: `c${engine.jobs.size + 1}`, person: files[0], garment: files[1], category, seed: Number(seed) })
      return { json: { prompt_id: id, number: 1, node_errors: {} } }
    }
    const job = engine.jobs.get(/^\/history\/(\w+)$/.exec(path)?.[1] ?? '')
    if (!job || forgotten.has(job.id)) return { json: {} }
    const state = engine.look(job)
    if (state === 'starting' || state === 'processing') {
      if (engine.faults.outcome === 'never') job.looks = Math.min(job.looks, looksUntilDone - 1)
      return { json: {} }
    }
    const outputs = {
      '9': { images: [{ filename: 'tmp.png', subfolder: '', type: 'temp' }] },
      '4': { images: [{ filename: 'out.png', subfolder: '', type: 'output' }] },
    }
    const status = { status_str: state === 'succeeded' ? 'success' : 'error', completed: state === 'succeeded', messages: [] }
    return { json: { [job.id]: { prompt: [], outputs: state === 'succeeded' ? outputs : {}, status } } }
  })
}
