import type { GatewayClient } from '@vitrine/gateway/client'
import { expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { accountWords } from '../words/account.ts'
import { homeTrialWords } from '../words/home-trial.ts'
import { measuresWords } from '../words/measures.ts'
import * as accountPage from './account.tsx'

/** A shop with so many products to wear on a nose; the caller keeps so many prescriptions. */
function shopWith(frames: number, prescriptions: number): GatewayClient {
  const demo = memoryGateway()
  const bodies: Readonly<Record<string, unknown>> = {
    me: { id: 'a', email: 'ada@example.org', emailVerified: true, roles: [], addresses: [] },
    myOrders: { items: [], nextCursor: null, total: 0 },
    myPaymentMethods: { items: [] },
    myPrescriptions: { items: Array.from({ length: prescriptions }, () => ({})), reminders: true },
    products: { items: Array.from({ length: frames }, () => ({})), nextCursor: null, total: frames, facets: [] },
  }
  return {
    ...demo,
    async call(name, input, caller) {
      const body = bodies[name]
      return body ? { status: 200, body: body as never, setCookie: [] } : demo.call(name, input, caller)
    },
  }
}

test.each(['fr', 'en'] as const)(
  'the account of a shop without eyewear offers nothing of it in %s, but what somebody keeps already',
  async (locale) => {
    const draw = async (frames: number, prescriptions: number) => {
      const path = locale === 'fr' ? '/account' : '/en/account'
      const { html } = await drawPage(shopWith(frames, prescriptions), { '/account': accountPage }, path)
      return [accountWords[locale].prescriptions.see, homeTrialWords[locale].back, measuresWords[locale].see].map((said) =>
        html.replaceAll('&#x27;', "'").includes(said),
      )
    }
    expect(await draw(1, 0)).toEqual([true, true, true])
    expect(await draw(0, 0)).toEqual([false, false, true])
    expect(await draw(0, 1)).toEqual([true, false, true])
  },
)
