import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type {
  PriceList as PriceListMessage,
  PriceListSchema,
  PricingService,
  PutGroupMemberResponseSchema,
  PutPriceListResponseSchema,
} from '@vitrine/contracts/pricing/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import {
  endPriceList,
  findPriceList,
  type KeptList,
  type PriceListStore,
  putGroupMember,
  putPriceList,
  setCustomerGroups,
} from '../application/keep-price-lists.ts'
import type { PriceList } from '../domain/price-list.ts'

type PriceListRpc = Pick<
  ServiceImpl<typeof PricingService>,
  | 'putPriceList'
  | 'endPriceList'
  | 'getPriceList'
  | 'listPriceLists'
  | 'setCustomerGroups'
  | 'getCustomerGroups'
  | 'putGroupMember'
  | 'listGroups'
  | 'listGroupMembers'
>

export const priceListRpc = (needs: { store: PriceListStore; clock: Clock; ids: Ids }): PriceListRpc => ({
  async putPriceList({ list }): Promise<MessageInitShape<typeof PutPriceListResponseSchema>> {
    const answer = await putPriceList(needs, listOf(list))
    switch (answer.outcome) {
      case 'put':
        return { result: { case: 'put', value: listMessage(answer.list) } }
      case 'overlaps':
        return { result: { case: 'overlaps', value: { otherId: answer.otherId } } }
      case 'begun':
        return { result: { case: 'begun', value: {} } }
    }
  },

  async endPriceList({ listId }) {
    return { list: listMessage(await endPriceList(needs, listId)) }
  },

  async getPriceList({ listId }) {
    return { list: listMessage(await findPriceList(needs.store, listId)) }
  },

  async listPriceLists() {
    return { lists: (await needs.store.lists()).map(listMessage) }
  },

  async setCustomerGroups({ customerId, groups }) {
    return { groups: [...(await setCustomerGroups(needs.store, customerId, groups))] }
  },

  async getCustomerGroups({ customerId }) {
    return { groups: [...(await needs.store.groupsOf(customerId))] }
  },

  async putGroupMember({ customerId, group, in: isIn }): Promise<MessageInitShape<typeof PutGroupMemberResponseSchema>> {
    const answer = await putGroupMember(needs.store, customerId, group, isIn)
    if (answer === 'too-many') return { result: { case: 'tooMany', value: {} } }
    return { result: { case: 'put', value: { groups: [...answer] } } }
  },

  async listGroups() {
    return { groups: [...(await needs.store.groups())] }
  },

  async listGroupMembers({ group, page }) {
    const limit = page?.limit || 50
    if (limit < 1 || limit > 100) throw new RangeError(`limit is ${limit}, not 1 to 100`)
    const { customerIds, total } = await needs.store.members(group, page?.cursor ?? '', limit)
    return { customerIds: [...customerIds], total, nextCursor: customerIds.length === limit ? customerIds.at(-1)! : '' }
  },
})

function listOf(message: PriceListMessage | undefined): PriceList {
  if (!message?.startsAt) throw new RangeError('a price list needs a start')
  const { id, currency, group, rank, startsAt, endsAt, title } = message
  const prices = message.prices.map(({ variantId, price }) => {
    const money = fromMoney(price)
    if (money.currency !== currency) throw new RangeError(`${variantId}: a price in ${money.currency} in a list in ${currency}`)
    return { variantId, amountMinor: money.amountMinor }
  })
  const times = { startsAt: timestampDate(startsAt), endsAt: endsAt ? timestampDate(endsAt) : null }
  return { id, title: { fr: title?.fr ?? '', en: title?.en ?? '' }, currency, group, rank, ...times, prices }
}

const listMessage = ({ startsAt, endsAt, prices, currency, ...list }: KeptList): MessageInitShape<typeof PriceListSchema> => ({
  ...list,
  currency,
  startsAt: timestampFromDate(startsAt),
  ...(endsAt && { endsAt: timestampFromDate(endsAt) }),
  prices: prices.map(({ variantId, amountMinor }) => ({ variantId, price: toMoney({ amountMinor, currency }) })),
})
