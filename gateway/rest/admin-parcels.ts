import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError } from '@connectrpc/connect'
import type { Parcel } from '@vitrine/contracts/delivery/v1'
import { contentsOfOrder } from '../answers/bundle-contents.ts'
import { addressOf } from '../answers/cart-answer.ts'
import { optionsOf } from '../answers/option-answer.ts'
import { pick, timeOf } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/admin-parcels.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** What travels, and what staff do to it: write its number, print what is in it, hand it over, say what became of it. */
export const adminParcelOperations = ({ peers, clock }: DoorParts): Operation[] => {
  /** A bad wish is the caller's, where the schema cannot know it; of a parcel nobody knows, `unknown`. */
  const handedOver = async (parcelId: string, { within }: Call) => {
    const scan = { scanId: `${parcelId}-handed-over`, parcelId, state: 'handed-over', at: timestampFromDate(clock()) }
    try {
      const { moved, waits } = await peers.delivery.recordScan(scan, within())
      return waits ? 'waits' : moved ? 'moved' : 'kept'
    } catch (error) {
      if (error instanceof ConnectError && error.code === Code.NotFound) return 'unknown'
      throw error
    }
  }

  return [
    operation({
      ...staffReading,
      name: 'adminParcels',
      summary: 'Parcels and where they are, newest first; all, or those something is to be done with.',
      input: schemas.adminParcelsInput,
      output: schemas.adminParcelsOutput,
      policy: 'staff:parcels',
      rest: { method: 'GET', path: '/v1/admin/deliveries' },
      async handler({ state = '', view = '', limit = 50, cursor = '' }, { within }) {
        const { parcels, nextCursor } = await peers.delivery.listParcels({ state, view, page: { limit, cursor } }, within())
        return done({ items: parcels.map(parcelRowOf), nextCursor: nextCursor || null, total: null })
      },
    }),

    operation({
      ...staffReading,
      name: 'packingSlip',
      summary: 'What is in a parcel, for whoever packs it: SKU, options, how many, what is in each bundle, and no price.',
      input: schemas.packingSlipInput,
      output: schemas.packingSlipOutput,
      policy: 'staff:parcels',
      rest: { method: 'GET', path: '/v1/admin/deliveries/:parcelId/slip' },
      async handler({ parcelId }, { locale, within }) {
        const [parcel] = (await peers.delivery.listParcels({ parcelId }, within())).parcels
        if (!parcel) return refuse('not-found')
        const variantIds = [...new Set(parcel.lines.map(({ variantId }) => variantId))]
        const [{ variants }, bundles] = await Promise.all([
          peers.catalog.getVariants({ variantIds }, within()),
          contentsOfOrder(peers, parcel.orderId, variantIds, locale, within()),
        ])
        const known = new Map(variants.map((variant) => [variant.variantId, variant]))
        const lines = parcel.lines.map(({ variantId, sku, quantity }) => {
          const variant = known.get(variantId)
          return {
            ...{ variantId, sku, quantity, name: pick(variant?.name, locale) || sku, parts: bundles.get(variantId) ?? [] },
            options: optionsOf(variant?.optionTexts ?? {}, variant?.options ?? {}, locale),
          }
        })
        return done({ ...parcelRowOf(parcel), lines })
      },
    }),

    operation({
      ...staffWriting,
      name: 'splitParcel',
      summary:
        'Takes pieces out of a parcel that is still in the shop and makes another parcel of them, with a tracking number of its own.',
      input: schemas.splitParcelInput,
      output: schemas.parcelRow,
      policy: 'staff:scans',
      idempotency: 'required',
      refusals: ['not-found', 'parcel-left', 'above-packed'],
      rest: { method: 'POST', path: '/v1/admin/orders/:orderId/parcels/:parcelId/split' },
      async handler({ orderId, parcelId, lines }, { newId, within }) {
        const { order } = await peers.orders.getOrder({ orderId, viewer: { staff: true } }, within())
        if (!order?.deliveries.some((parcel) => parcel.parcelId === parcelId)) return refuse('not-found')
        const variantOf = (lineId: string) => order.lines.find((line) => line.id === lineId)?.variantId
        const pieces = lines.map(({ lineId, quantity }) => ({ variantId: variantOf(lineId) ?? '', quantity }))
        const { result } = await peers.delivery.splitParcel({ parcelId, newParcelId: newId, lines: pieces }, within())
        switch (result.case) {
          case 'split':
            return done(parcelRowOf(result.value), 201)
          case 'left':
            return refuse('parcel-left', { state: result.value.state })
          case 'tooMany':
            return refuse('above-packed', { left: result.value.held })
          case undefined:
            throw new Error('delivery answered with a result this version does not know')
        }
      },
    }),

    operation({
      ...staffWriting,
      name: 'labelParcel',
      summary: 'Writes the tracking number of the carrier on a parcel until it arrived, is back or is stopped; an empty one takes it off.',
      input: schemas.labelParcelInput,
      output: schemas.parcelRow,
      policy: 'staff:scans',
      refusals: ['not-found', 'parcel-ended', 'number-taken'],
      rest: { method: 'PUT', path: '/v1/admin/deliveries/:parcelId/tracking' },
      async handler({ parcelId, trackingNumber }, { within }) {
        const { result } = await peers.delivery.labelParcel({ parcelId, trackingNumber }, within())
        switch (result.case) {
          case 'labelled':
            return done(parcelRowOf(result.value))
          case 'ended':
            return refuse('parcel-ended', { state: result.value.state })
          case 'taken':
            return refuse('number-taken')
          case undefined:
            throw new Error('delivery answered with a result this version does not know')
        }
      },
    }),

    operation({
      ...staffWriting,
      name: 'handOverParcels',
      summary: 'Says that the carrier took these parcels. Each once; those that wait stay in the shop.',
      input: schemas.handOverParcelsInput,
      output: schemas.handOverParcelsOutput,
      policy: 'staff:scans',
      refusals: [],
      rest: { method: 'POST', path: '/v1/admin/deliveries/handed-over' },
      async handler({ parcelIds }, call) {
        const items = []
        for (const parcelId of new Set(parcelIds)) items.push({ parcelId, outcome: await handedOver(parcelId, call) } as const)
        return done({ items })
      },
    }),

    operation({
      ...staffWriting,
      name: 'recordScan',
      summary:
        'What a carrier saw, or staff in its place. One scan counts once; an older one moves nothing. A parcel that waits is with no carrier.',
      input: schemas.recordScanInput,
      output: schemas.recordScanOutput,
      policy: 'staff:scans',
      refusals: ['not-found', 'parcel-waits'],
      rest: { method: 'POST', path: '/v1/admin/deliveries/scans' },
      async handler({ at, place = '', trackingNumber = '', parcelId = '', ...scan }, { within }) {
        const seen = { ...scan, trackingNumber, parcelId, place, at: timestampFromDate(new Date(at)) }
        const { moved, waits } = await peers.delivery.recordScan(seen, within())
        return waits ? refuse('parcel-waits') : done({ moved }, 201)
      },
    }),
  ]
}

function parcelRowOf(parcel: Parcel): schemas.ParcelRow {
  const { id, orderId, orderNumber, forTrial: isTrial, carrier, trackingNumber, trackingUrl, waits, createdAt, earliest, latest } = parcel
  if (!parcel.address) throw new Error('delivery left the address out')
  return {
    ...{ id, orderId, orderNumber, isTrial, carrier, trackingNumber, trackingUrl, waits },
    ...(earliest && { earliest, latest }),
    state: parcel.state as schemas.ParcelRow['state'], // one of them, by contract
    pieces: parcel.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    address: addressOf(parcel.address),
    createdAt: timeOf(createdAt),
  }
}
