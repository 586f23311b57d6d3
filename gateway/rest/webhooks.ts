import { z } from 'zod'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import type { DoorParts } from './parts.ts'

const webhookInput = z.strictObject({
  provider: z.enum(['stripe', 'paypal', 'sandbox']),
  body: z.instanceof(Uint8Array),
  headers: z.record(z.string(), z.string()),
})

export const webhookOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    name: 'hearWebhook',
    kind: 'mutation',
    summary: 'Takes what a payment provider tells: 200 once its row is stored.',
    input: webhookInput,
    output: z.object({ received: z.literal(true) }),
    policy: 'anyone', // the signature over the raw bytes says who it is
    rate: 'webhook',
    idempotency: 'none',
    deadlineMs: 5_000,
    bodyLimitBytes: 262_144,
    cache: 'none',
    personal: true,
    refusals: ['forged-webhook', 'not-found'],
    rest: { method: 'POST', path: '/v1/webhooks/:provider', body: 'raw' },
    graphql: 'none: providers speak plain HTTP, signed over the raw body',
    async handler({ provider, body, headers }, { within }) {
      const { result } = await peers.payments.hearWebhook({ provider, body, headers }, within())
      switch (result.case) {
        case 'heard':
          return done({ received: true as const })
        case 'forged':
          return refuse('forged-webhook')
        case 'notConfigured':
          return refuse('not-found')
        case undefined:
          throw new Error('payments answered with a result this version does not know')
      }
    },
  }),
]
