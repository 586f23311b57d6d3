import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { DeliveryMethod as MethodMessage, DeliveryService } from '@vitrine/contracts/delivery/v1'
import { listOptions, type MethodStore } from '../application/list-options.ts'
import { listParcels, type ParcelArchive } from '../application/list-parcels.ts'
import { putMethods } from '../application/put-methods.ts'
import { recordScan, type RecordScanNeeds } from '../application/record-scan.ts'
import { splitParcel, type SplitParcelNeeds, type SplitParcelStore } from '../application/split-parcel.ts'
import type { Stopped } from '../application/stop-parcel.ts'
import type { DeliveryMethod } from '../domain/delivery-method.ts'
import { parcelMessage } from './parcel-message.ts'

export interface DeliveryRpcNeeds extends RecordScanNeeds, SplitParcelNeeds {
  readonly methods: MethodStore
  readonly parcels: ParcelArchive & SplitParcelStore
  readonly stopping: (orderId: string) => Promise<Stopped>
  readonly holding: (orderId: string, changeId: string) => Promise<'held' | 'left'>
  /** Where the shop is: an address without a country is there. */
  readonly shopCountry: string
}

const defaultLimit = 24

export const deliveryRpc = (needs: DeliveryRpcNeeds): ServiceImpl<typeof DeliveryService> => ({
  async options({ address, weightG, dangerousGoods }) {
    const country = address?.country || needs.shopCountry
    const { options, unfit } = await listOptions(needs, { country, weightG, hasDangerousGoods: dangerousGoods })
    return {
      options: options.map(({ id: methodId, name, kind, earliest, latest, pickupPoints }) => {
        return { methodId, name: { ...name }, kind, earliest, latest, pickupPoints: [...pickupPoints] }
      }),
      unfit: unfit.map(({ methodId, name, why }) => ({ methodId, name: { ...name }, why })),
    }
  },

  async putMethods({ methods }) {
    const put = await putMethods(needs.methods, methods.map(methodOf))
    if (put.outcome === 'stale') return { result: { case: 'stale', value: { methodId: put.id, version: put.version } } }
    return { result: { case: 'put', value: { methods: put.methods.map(methodMessage) } } }
  },

  async listMethods() {
    return { methods: (await needs.methods.list()).map(methodMessage) }
  },

  async listParcels({ orderIds, page, state }) {
    const asked = { orderIds, state, cursor: page?.cursor ?? '', limit: page?.limit || defaultLimit }
    const { parcels, nextCursor } = await listParcels(needs.parcels, asked)
    return { parcels: parcels.map(parcelMessage), nextCursor }
  },

  async splitParcel({ parcelId, newParcelId, lines }) {
    const outcome = await splitParcel(needs, { parcelId, newParcelId, lines })
    switch (outcome.outcome) {
      case 'split':
        return { result: { case: 'split', value: parcelMessage(outcome.parcel) } }
      case 'left':
        return { result: { case: 'left', value: { state: outcome.state } } }
      case 'too-many':
        return { result: { case: 'tooMany', value: { variantId: outcome.variantId, held: outcome.held } } }
    }
  },

  async holdParcels({ orderId, changeId }) {
    if (changeId === '') throw new RangeError('changeId is missing')
    const outcome = await needs.holding(orderId, changeId)
    needs.published()
    return { left: outcome === 'left' }
  },

  async stopParcel({ orderId }) {
    return { left: (await needs.stopping(orderId)) === 'left' }
  },

  async recordScan({ scanId, trackingNumber, state, at, place }) {
    if (!at) throw new RangeError('at is missing')
    const outcome = await recordScan(needs, { id: scanId, trackingNumber, state, at: timestampDate(at), place })
    return { moved: outcome === 'moved', waits: outcome === 'waits' }
  },
})

const methodMessage = ({ name, zones, pickupPoints, isOutOfUse: outOfUse, ...method }: DeliveryMethod) => ({
  ...method,
  ...{ name: { ...name }, zones: [...zones], pickupPoints: [...pickupPoints], outOfUse },
})

const methodOf = ({ $typeName: _, name, pickupPoints, outOfUse: isOutOfUse, ...method }: MethodMessage): DeliveryMethod => ({
  ...method,
  isOutOfUse,
  name: { fr: name?.fr ?? '', en: name?.en ?? '' },
  pickupPoints: pickupPoints.map(({ id, name, line1, postcode, city }) => ({ id, name, line1, postcode, city })),
})
