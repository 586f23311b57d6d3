import { sign } from '../../services/payments/adapters/signature.ts'

/** Asks the sandbox provider for something about an attempt, signed as a shop signs. */
export async function tellBank(bank: { readonly url: string; readonly secret: string }, attemptId: string, verb: string, asked: object) {
  const [path, body] = [`/v1/attempts/${encodeURIComponent(attemptId)}/${verb}`, JSON.stringify(asked)]
  const headers = { 'sandbox-signature': sign(bank.secret, `POST ${path}\n${body}`, new Date()) }
  const { status } = await fetch(`${bank.url}${path}`, { method: 'POST', headers, body })
  if (status !== 200) throw new Error(`the provider answers ${status} to ${verb}`)
}
