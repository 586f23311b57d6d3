import { optionsOf } from '../answers/option-answer.ts'
import { pick } from '../answers/texts.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import type { DoorParts } from './parts.ts'

export const backInStockOperations = ({ peers }: DoorParts): Operation[] => {
  const isThere = async (variantId: string, { within }: Call): Promise<boolean> => {
    const { availabilities } = await peers.stock.availability({ variantIds: [variantId] }, within())
    return (availabilities[0]?.ready ?? 0) > 0
  }
  return [
    operation({
      ...operations.wishBackInStock,
      name: 'wishBackInStock',
      summary: 'Leaves an address that wants to hear, once, that a sold-out variant is back. Twice is once.',
      policy: 'anyone',
      rate: 'login', // whoever fills strangers' boxes is slowed down as one who guesses passwords
      idempotency: 'none',
      deadlineMs: 5_000,
      cache: 'none',
      personal: true,
      refusals: ['not-found', 'in-stock'],
      rest: { method: 'POST', path: '/v1/variants/:variantId/back-in-stock' },
      graphql: 'field',
      async handler({ variantId, email }, call) {
        const { variants } = await peers.catalog.getVariants({ variantIds: [variantId] }, call.within())
        const [variant] = variants
        if (!variant) return refuse('not-found')
        if (await isThere(variantId, call)) return refuse('in-stock')
        const options = optionsOf(variant.optionTexts, variant.options, call.locale).map(({ text }) => text)
        const name = [pick(variant.name, call.locale), ...options].join(', ')
        await peers.notifications.wishBackInStock({ variantId, email, locale: call.locale, name, slug: variant.slug }, call.within())
        // It may have come back between the question and the wish, and then nobody would say so.
        if (!(await isThere(variantId, call))) return done({ variantId }, 202)
        await peers.notifications.forgetBackInStock({ email, variantId }, call.within())
        return refuse('in-stock')
      },
    }),
  ]
}
