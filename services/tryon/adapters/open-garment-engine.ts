import { readFile } from 'node:fs/promises'
import type { Needs } from '@vitrine/platform/service'
import type { GarmentEngine } from '../application/garment-engine.ts'
import { comfyuiEngine } from './comfyui-engine.ts'
import { engineHttp } from './engine-http.ts'
import { readEngineFields } from './engine-fields.ts'
import { gradioEngine } from './gradio-engine.ts'
import { predictionsEngine } from './predictions-engine.ts'

/** The engine of the settings; undefined where none is set, which is how a shop starts. Half a setting is refused by its name. */
export async function openGarmentEngine({ settings, http }: Pick<Needs, 'settings' | 'http'>): Promise<GarmentEngine | undefined> {
  const url = settings['GARMENT_ENGINE_URL']
  if (!url) return undefined
  const needed = (name: string): string => {
    const value = settings[name]
    if (!value) throw new Error(`${name}: must be set where GARMENT_ENGINE_URL is`)
    return value
  }
  const [name, dialect, file] = ['GARMENT_ENGINE_NAME', 'GARMENT_ENGINE_DIALECT', 'GARMENT_ENGINE_FIELDS'].map(needed) as [
    string,
    string,
    string,
  ]
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Error(`GARMENT_ENGINE_FIELDS: ${error.message}`)
  })
  const fields = readEngineFields(text)
  const base = url.replace(/\/+$/, '')
  const access = engineHttp({ base, token: settings['GARMENT_ENGINE_TOKEN'], http, resultHosts: fields.resultHosts })
  switch (dialect) {
    case 'gradio':
      return gradioEngine({ name, fields, http: access })
    case 'comfyui':
      return comfyuiEngine({ name, fields, http: access })
    case 'predictions': {
      const secret = settings['GARMENT_ENGINE_WEBHOOK_SECRET']
      const webhook = secret ? { url: `${settings['PUBLIC_URL'] ?? ''}/api/v1/webhooks/garment-engine`, secret } : undefined
      return predictionsEngine({ name, fields, http: access, webhook })
    }
    default:
      throw new Error(`GARMENT_ENGINE_DIALECT: ${dialect} is none of predictions, gradio, comfyui`)
  }
}
