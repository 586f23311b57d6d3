import type { RouterContextProvider } from 'react-router'
import { isGatewayProblem } from './gateway-problem.ts'
import { mostFileBytes } from './parts/scan-field.tsx'
import type { Values } from './sheet-form.ts'
import { ask } from './shop.ts'

export type ScanOutcome = 'scanSent' | 'scanConsent' | ScanRefusal
type ScanRefusal = 'scanRefused' | 'scanTooMany' | 'scanDecided' | 'scanGone'

/** What the door says of a picture; any other status is none of its shopper's doing. */
const refusals: Readonly<Record<number, ScanRefusal>> = {
  404: 'scanGone',
  409: 'scanDecided',
  413: 'scanRefused',
  415: 'scanRefused',
  429: 'scanTooMany',
}

/** Most a form may weigh: a file of 10 MB, and the words around it. */
export const mostScanBytes = 10_600_000

/** The bytes of the file a form holds under `scan`; undefined when none was chosen. */
export async function scanIn(form: FormData): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = form.get('scan')
  return file instanceof Blob && file.size > 0 ? new Uint8Array(await file.arrayBuffer()) : undefined
}

/** Whether the door takes it, as far as its size and first bytes tell: the door decides (services/optics/domain/scan.ts). */
export function isScan(bytes: Uint8Array): boolean {
  const first = String.fromCharCode(...bytes.subarray(0, 12))
  const isWebp = first.startsWith('RIFF') && first.endsWith('WEBP')
  const isKnown = isWebp || ['%PDF-', '\xff\xd8\xff', '\x89PNG\r\n\x1a\n'].some((begins) => first.startsWith(begins))
  return isKnown && bytes.byteLength <= mostFileBytes
}

/** Sends the picture of a sheet that a form holds; a refusal is an answer. */
export async function sendScan(
  context: Readonly<RouterContextProvider>,
  orderId: string,
  { configuration: configurationId = '', consent }: Values,
  form: FormData,
): Promise<ScanOutcome> {
  if (consent !== 'yes') return 'scanConsent'
  const scan = await scanIn(form)
  if (!scan) return 'scanRefused'
  try {
    await ask(context, 'sendScan', { orderId, configurationId, scan, consent: 'health-data' })
    return 'scanSent'
  } catch (fault) {
    const refusal = isGatewayProblem(fault) && refusals[fault.status]
    if (!refusal) throw fault
    return refusal
  }
}
