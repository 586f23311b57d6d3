import { createHmac, timingSafeEqual } from 'node:crypto'
import { EngineFault, type EngineStatus, type GarmentEngine } from '../application/garment-engine.ts'
import { type EngineFields, filled } from './engine-fields.ts'
import { type EngineHttp, fieldOf, textOf } from './engine-http.ts'

/** Older or younger than this is a replay. Source: try-on.md section 8. */
const toleranceMs = 300_000

interface Options {
  readonly name: string
  readonly fields: EngineFields
  readonly http: EngineHttp
  /** Where the engine tells that a job has ended, and what it signs that with; without it the engine is asked. */
  readonly webhook: { readonly url: string; readonly secret: string } | undefined
}

/**
 * The dialect of Replicate and of cog: a prediction is made, looked at, and cancelled. Pictures travel in the request as `data:` addresses.
 * Webhooks are signed as Standard Webhooks has it: HMAC-SHA256 over `id.timestamp.body`, the key being base64 after `whsec_`.
 * Limits: the dialect has no call that erases a prediction's inputs; hosts that keep them say for how long.
 */
export function predictionsEngine({ name, fields, http, webhook }: Options): GarmentEngine {
  /** Where a prediction is looked at and cancelled, as the engine said when it was made. */
  const places = new Map<string, { get: string; cancel: string }>()
  const placeOf = (ref: string) => places.get(ref) ?? { get: `/v1/predictions/${ref}`, cancel: `/v1/predictions/${ref}/cancel` }

  return {
    name,
    tells: webhook !== undefined,

    async submit(order) {
      const pictures = { person: inline(order.person), garment: inline(order.garment) }
      const asked = filled(fields, order, pictures) as object // a request is an object, or the engine refuses it
      const made = await http.json('/v1/predictions', {
        ...asked,
        ...(webhook && { webhook: webhook.url, webhook_events_filter: ['completed'] }),
      })
      const ref = textOf(made, 'id')
      const urls = fieldOf(made, 'urls')
      if (urls) places.set(ref, { get: textOf(urls, 'get'), cancel: textOf(urls, 'cancel') })
      return ref
    },

    async status(ref): Promise<EngineStatus> {
      const seen = await http.json(placeOf(ref).get)
      const state = textOf(seen, 'status')
      switch (state) {
        case 'starting':
        case 'failed':
        case 'canceled':
          return { state }
        case 'processing': {
          const percent = percentOf(fieldOf(seen, 'logs'))
          return { state, ...(percent !== undefined && { percent }) }
        }
        case 'succeeded': {
          const [address] = [fieldOf(seen, 'output')].flat()
          if (typeof address !== 'string') throw new EngineFault('engine-failed', 'a prediction without output')
          return { state, picture: await http.picture(address) }
        }
        default:
          throw new EngineFault('engine-failed', `a prediction is ${state}`)
      }
    },

    cancel: async (ref) => void (await http.json(placeOf(ref).cancel, {})),
    forget: async ({ ref = '' }) => void places.delete(ref),

    jobOfWebhook(body, headers, now) {
      const stamp = headers['webhook-timestamp'] ?? ''
      if (!webhook || !/^\d{1,12}$/.test(stamp) || Math.abs(now.getTime() - Number(stamp) * 1_000) > toleranceMs) return undefined
      const key = Buffer.from(webhook.secret.replace(/^whsec_/, ''), 'base64')
      const right = createHmac('sha256', key)
        .update(`${headers['webhook-id'] ?? ''}.${stamp}.`)
        .update(body)
        .digest()
      const given = (headers['webhook-signature'] ?? '').split(' ').map((one) => Buffer.from(one.replace(/^v1,/, ''), 'base64'))
      if (!given.some((one) => one.length === right.length && timingSafeEqual(one, right))) return undefined
      return idOf(body)
    },
  }
}

const inline = (jpeg: Uint8Array): string => `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`

/** The last bar of tqdm in the logs: ` 42%|████▏     | 21/50`. Source: how Replicate's own client reads it. */
function percentOf(logs: unknown): number | undefined {
  const bars = typeof logs === 'string' ? [...logs.matchAll(/(?:^|[\n\r])\s*(\d{1,3})%\s*\|/g)] : []
  const last = bars.at(-1)?.[1]
  return last === undefined ? undefined : Math.min(100, Number(last))
}

function idOf(body: Uint8Array): string | undefined {
  try {
    const id = fieldOf(JSON.parse(Buffer.from(body).toString()), 'id')
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined // signed, and no JSON: no job of ours
  }
}
