import type { RouterContextProvider } from 'react-router'
import { isGatewayProblem } from './gateway-problem.ts'
import type { Values } from './sheet-form.ts'
import { ask } from './shop.ts'

export type ScanOutcome = 'scanSent' | 'scanRefused' | 'scanConsent'

/** Most a form may weigh: a file of 10 MB, and the words around it. */
export const mostScanBytes = 10_600_000

/** Sends the picture of a sheet that a form holds; a refusal is an answer. */
export async function sendScan(
  context: Readonly<RouterContextProvider>,
  orderId: string,
  { configuration: configurationId = '', consent }: Values,
  file: unknown,
): Promise<ScanOutcome> {
  if (consent !== 'yes') return 'scanConsent'
  if (!(file instanceof Blob) || file.size === 0) return 'scanRefused'
  try {
    const scan = new Uint8Array(await file.arrayBuffer())
    await ask(context, 'sendScan', { orderId, configurationId, scan, consent: 'health-data' })
    return 'scanSent'
  } catch (fault) {
    if (isGatewayProblem(fault) && fault.status < 500) return 'scanRefused'
    throw fault
  }
}
