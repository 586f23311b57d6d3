import { EngineFault, type EngineStatus, type GarmentEngine } from '../application/garment-engine.ts'
import { type EngineFields, filled } from './engine-fields.ts'
import { type EngineHttp, fieldOf, textOf } from './engine-http.ts'

/** A grey dot, to be written over a photo: ComfyUI has no call that removes an upload. */
const blank = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAEhAIB9Ee4VQAAAABJRU5ErkJggg==', 'base64')

/** Of the job alone: whoever knows the job can write over its photo, also where the process that sent it is gone. */
const personOf = (id: string) => `vitrine-${id}-person.jpg`

/**
 * The dialect of ComfyUI: pictures are uploaded as inputs, a workflow (`request`: the graph as "Save (API format)" writes it, `{person}` and
 * `{garment}` in its LoadImage nodes) is queued, and its history says what came of it.
 * It is asked and not listened to: its WebSocket would add a percentage and one more way to break.
 * Limits: what the workflow saves stays in ComfyUI's output folder (a PreviewImage node saves into its temporary one).
 */
export function comfyuiEngine({ name, fields, http }: { name: string; fields: EngineFields; http: EngineHttp }): GarmentEngine {
  /** Jobs that were neither in the queue nor in the history when they were last looked for. */
  const missed = new Set<string>()

  async function upload(picture: Uint8Array, fileName: string): Promise<string> {
    const form = new FormData()
    form.set('image', new Blob([Uint8Array.from(picture)]), fileName)
    form.set('overwrite', 'true')
    const kept = await http.json('/upload/image', form)
    const folder = fieldOf(kept, 'subfolder')
    return typeof folder === 'string' && folder ? `${folder}/${textOf(kept, 'name')}` : textOf(kept, 'name')
  }

  /** Where a prompt stands that has no history yet. */
  async function queueState(ref: string): Promise<'processing' | 'starting' | undefined> {
    const queue = await http.json('/queue')
    const names = (list: string) => [fieldOf(queue, list)].flat(1).map((entry) => (Array.isArray(entry) ? entry[1] : undefined))
    if (names('queue_running').includes(ref)) return 'processing'
    return names('queue_pending').includes(ref) ? 'starting' : undefined
  }

  return {
    name,
    tells: false,

    async submit(order) {
      const person = await upload(order.person, personOf(order.id))
      const garment = await upload(order.garment, `vitrine-${order.id}-garment.jpg`)
      return textOf(await http.json('/prompt', { prompt: filled(fields, order, { person, garment }), client_id: order.id }), 'prompt_id')
    },

    async status(ref): Promise<EngineStatus> {
      const entry = fieldOf(await http.json(`/history/${encodeURIComponent(ref)}`), ref)
      if (entry === undefined) {
        const state = await queueState(ref)
        // It may have left the queue for the history between the two looks: lost is what is in neither twice.
        if (!state && missed.has(ref)) return { state: 'failed' }
        if (state) missed.delete(ref)
        else missed.add(ref)
        return { state: state ?? 'processing' }
      }
      if (fieldOf(fieldOf(entry, 'status'), 'status_str') !== 'success') return { state: 'failed' }
      return { state: 'succeeded', picture: await http.picture(`/view?${firstPicture(fieldOf(entry, 'outputs'))}`) }
    },

    async cancel(ref) {
      await http.json('/queue', { delete: [ref] })
      // Older versions interrupt whatever runs: only while that is ours.
      if ((await queueState(ref)) === 'processing') await http.json('/interrupt', { prompt_id: ref })
    },

    async forget({ id, ref }) {
      await upload(blank, personOf(id))
      if (ref === undefined) return
      missed.delete(ref)
      await http.json('/history', { delete: [ref] })
    },

    jobOfWebhook: () => undefined,
  }
}

/** `filename`, `subfolder` and `type` of the first picture a node saved, those kept before those for show. */
function firstPicture(outputs: unknown): URLSearchParams {
  const pictures = Object.values(outputs ?? {}).flatMap((node) => [fieldOf(node, 'images') ?? []].flat())
  const chosen = pictures.find((one) => fieldOf(one, 'type') === 'output') ?? pictures[0]
  if (!chosen) throw new EngineFault('engine-failed', 'a workflow that saved no picture')
  return new URLSearchParams({
    filename: textOf(chosen, 'filename'),
    subfolder: String(fieldOf(chosen, 'subfolder') ?? ''),
    type: String(fieldOf(chosen, 'type') ?? 'output'),
  })
}
