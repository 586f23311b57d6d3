import { Code } from '@connectrpc/connect'
import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import { describe, expect, inject, test } from 'vitest'
import { sign } from './adapters/signature.ts'
import { asking, sandboxSecret as secret, testPayments } from './test-payments.ts'

describe.each(inject('servers'))('what payments tells of a movement, on %s', async (_, serverUrl) => {
  const { clock, sandbox, ways, run, told, reached, dueNow } = await testPayments(serverUrl)
  /** Each event, and whether it says that whoever asked was answered with it. */
  const answered = async () => (await told()).map(({ type, body }) => [type, (body as { answered?: boolean }).answered ?? false])

  /** Stops where the provider has answered this step, and nothing of that is written yet. */
  function held(step: 'authorise' | 'capture') {
    let goOn = () => {}
    const going = new Promise<void>((go) => (goOn = go))
    const isThere = new Promise<void>((is) => {
      reached.by = async (name) => {
        if (name !== `payments.${step}.after-provider-call`) return
        is()
        await going
      }
    })
    return { isThere, goOn }
  }

  describe.each(ways)('called %s', (_, transport) => {
    const { client, authorise, capture, refund, state } = asking(transport)
    const hear = async (attemptId: string) => {
      const { id: movementId } = sandbox.movements.findLast((one) => one.attemptId === attemptId)!
      const body = Buffer.from(JSON.stringify({ id: `event_${movementId}`, kind: 'captured', attemptId, movementId }))
      await client.hearWebhook({ provider: 'sandbox', body, headers: { 'Sandbox-Signature': sign(secret, body, clock()) } })
    }

    test('says that who asked was answered with it; of what goes back it says nothing', async () => {
      const id = fresh()
      await authorise(id)
      await capture(id)
      await refund(id, fresh(), 900)
      expect(await answered()).toEqual([
        ['PaymentAuthorised', true],
        ['PaymentCaptured', true],
        ['PaymentRefunded', false],
      ])
    })

    test('says that nobody was where the answer of the provider was lost, and the shop asked again by itself', async () => {
      const id = fresh()
      await authorise(id, 'timeout-after-capture')
      expect((await capture(id)).case).toBe('pending')
      await dueNow()
      await run('asks again')
      expect(await answered()).toEqual([
        ['PaymentAuthorised', true],
        ['PaymentCaptured', false],
      ])
    })

    test('says so where the books told of it', async () => {
      const id = fresh()
      sandbox.script.dropReplies = 1
      expect((await authorise(id)).case).toBe('pending')
      await run('reconciles movements')
      expect(await answered()).toEqual([['PaymentAuthorised', false]])
    })

    test('says so where the shopper agreed at the bank, whoever asks how that stands', async () => {
      const id = fresh()
      const action = await authorise(id, 'three-d-secure')
      const { url } = action.value as { url: string }
      await fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
      await client.getAttempt({ attemptId: id, ask: true })
      expect(await answered()).toEqual([['PaymentAuthorised', false]])
    })

    test('says so where a webhook told of it first, and the answer to our own question adds nothing', async () => {
      const id = fresh()
      const { isThere, goOn } = held('authorise')
      const authorising = authorise(id)
      await isThere
      await hear(id)
      await run('works on webhooks')
      goOn()
      expect((await authorising).case).toBe('authorised')
      expect(await answered()).toEqual([['PaymentAuthorised', false]])
    })

    test('says so where whoever asked had gone before it was written', async () => {
      const id = fresh()
      await authorise(id)
      const { isThere, goOn } = held('capture')
      const leaving = new AbortController()
      const asked = client.capture({ attemptId: id }, { signal: leaving.signal }).catch((error: unknown) => error)
      await isThere
      leaving.abort()
      expect(await asked).toMatchObject({ code: Code.Canceled })
      await client.listMethods({}) // came behind the news that they left
      goOn()
      await expect.poll(() => state(id)).toBe('captured')
      expect(await answered()).toEqual([
        ['PaymentAuthorised', true],
        ['PaymentCaptured', false],
      ])
    })

    test('says so of what a call brings to its end that began before it', async () => {
      const id = fresh()
      sandbox.script.dropReplies = 1
      expect((await authorise(id)).case).toBe('pending')
      clock.advance(1_000)
      expect((await authorise(id)).case).toBe('authorised')
      expect(await answered()).toEqual([['PaymentAuthorised', false]])
    })
  })
})
