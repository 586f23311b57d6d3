import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { DeliveryMethod as MethodMessage, DeliveryService, LabelParcelResponseSchema } from '@vitrine/contracts/delivery/v1'
import { labelParcel, type LabelParcelNeeds } from '../application/label-parcel.ts'
import { listOptions, type MethodStore } from '../application/list-options.ts'
import { listParcels, type ParcelArchive } from '../application/list-parcels.ts'
import { putMethods } from '../application/put-methods.ts'
import { recordScan, type RecordScanNeeds } from '../application/record-scan.ts'
import { splitParcel, type SplitParcelNeeds, type SplitParcelStore } from '../application/split-parcel.ts'
import type { Stopped } from '../application/stop-parcel.ts'
import { type DeliveryMethod, nearestFirst, reachedBy } from '../domain/delivery-method.ts'
import { parcelMessage } from './parcel-message.ts'

export interface DeliveryRpcNeeds extends RecordScanNeeds, SplitParcelNeeds, LabelParcelNeeds {
  readonly methods: MethodStore
  readonly parcels: ParcelArchive & SplitParcelStore & LabelParcelNeeds['parcels']
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
        return {
          methodId,
          name: { ...name },
          kind,
          earliest,
          latest,
          pickupPoints: [...nearestFirst(pickupPoints, address?.postcode ?? '')],
        }
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
    const methods = await needs.methods.list()
    return { methods: methods.map(methodMessage), countries: reachedBy(methods.filter(({ isOutOfUse }) => !isOutOfUse)) }
  },

  async listParcels({ parcelId, orderIds, page, state, view }) {
    const asked = { parcelId, orderIds, state, view, cursor: page?.cursor ?? '', limit: page?.limit || defaultLimit }
    const { parcels, nextCursor } = await listParcels(needs, asked)
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

  async labelParcel({ parcelId, trackingNumber }): Promise<MessageInitShape<typeof LabelParcelResponseSchema>> {
    const outcome = await labelParcel(needs, parcelId, trackingNumber)
    switch (outcome.outcome) {
      case 'labelled':
        return { result: { case: 'labelled', value: parcelMessage(outcome.parcel) } }
      case 'ended':
        return { result: { case: 'ended', value: { state: outcome.state } } }
      case 'taken':
        return { result: { case: 'taken', value: {} } }
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

  async recordScan({ scanId, trackingNumber, parcelId, state, at, place }) {
    if (!at) throw new RangeError('at is missing')
    const outcome = await recordScan(needs, { id: scanId, trackingNumber, parcelId, state, at: timestampDate(at), place })
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
