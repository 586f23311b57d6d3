import type { RouterContextProvider } from 'react-router'
import { isGatewayProblem } from './gateway-problem.ts'
import type { Values } from './sheet-form.ts'
import { ask } from './shop.ts'

export type ScanOutcome = 'scanSent' | 'scanRefused' | 'scanConsent'

/** Most a form may weigh: a file of 10 MB, and the words around it. */
export const mostScanBytes = 10_600_000

/** The bytes of the file a form holds under `scan`; undefined when none was chosen. */
export async function scanIn(form: FormData): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = form.get('scan')
  return file instanceof Blob && file.size > 0 ? new Uint8Array(await file.arrayBuffer()) : undefined
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
  return (await isTaken(ask(context, 'sendScan', { orderId, configurationId, scan, consent: 'health-data' }))) ? 'scanSent' : 'scanRefused'
}

/** Adds it to glasses on their way to the cart. False when it is no file that can be taken. */
export const addScan = (
  context: Readonly<RouterContextProvider>,
  configurationId: string,
  scan: Uint8Array<ArrayBuffer>,
): Promise<boolean> => isTaken(ask(context, 'addScan', { configurationId, scan, consent: 'health-data' }))

async function isTaken(sending: Promise<unknown>): Promise<boolean> {
  try {
    await sending
    return true
  } catch (fault) {
    if (isGatewayProblem(fault) && fault.status < 500) return false
    throw fault
  }
}
