import type { MessageInitShape } from '@bufbuild/protobuf'
import type { DeliveryMethod as MethodMessage, DeliveryMethodSchema } from '@vitrine/contracts/delivery/v1'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { DeliveryRate } from '@vitrine/contracts/pricing/v1'
import { refuse } from '../problem.ts'
import { type Call, type Done, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import * as schemas from '../schemas/admin-delivery.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** How parcels travel and what that costs: a method is delivery's, its rates are pricing's. */
export const adminDeliveryOperations = ({ peers }: DoorParts): Operation[] => {
  async function listed({ within }: Call) {
    const { methods } = await peers.delivery.listMethods({}, within())
    const { rates } = await peers.pricing.listDeliveryRates({ methodIds: methods.map(({ id }) => id) }, within())
    return methods.map((method) => methodAnswer(method, rates.filter(({ methodId }) => methodId === method.id).map(rateAnswer)))
  }

  const setRates = (methodId: string, rates: readonly schemas.ZoneRate[], { within }: Call) =>
    peers.pricing.setDeliveryRates({ rates: rates.map((rate) => rateMessage(methodId, rate)) }, within())

  async function put(method: MessageInitShape<typeof DeliveryMethodSchema>, { within }: Call): Promise<Outcome<MethodMessage>> {
    const { result } = await peers.delivery.putMethods({ methods: [method] }, within())
    if (result.case === 'stale') return refuse('stale-version', { version: result.value.version })
    const [kept] = result.value?.methods ?? []
    if (!kept) throw new Error('delivery answered with a result this version does not know')
    return done(kept)
  }

  return [
    operation({
      ...staffReading,
      name: 'adminDeliveryMethods',
      summary: 'Delivery methods in the order of the shop, those out of use too, with their rates.',
      input: schemas.deliveryMethodsInput,
      output: schemas.deliveryMethodsOutput,
      policy: 'staff:delivery',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/delivery-methods' },
      handler: async (_, call) => done({ items: await listed(call) }),
    }),

    operation({
      ...staffWriting,
      name: 'makeDeliveryMethod',
      summary: 'Makes a delivery method with its rates; it comes last.',
      input: schemas.makeDeliveryMethodInput,
      output: schemas.deliveryMethod,
      policy: 'staff:delivery',
      personal: false,
      rest: { method: 'POST', path: '/v1/admin/delivery-methods' },
      async handler({ rates, ...terms }, call) {
        const { methods } = await peers.delivery.listMethods({}, call.within())
        const before = methods.find(({ id }) => id === call.newId) // a repeat
        const position = before?.position ?? Math.max(-1, ...methods.map((one) => one.position)) + 1
        await setRates(call.newId, rates, call) // first: it is never offered without a price
        const answer = await put({ ...methodMessage(call.newId, terms, rates), position }, call)
        return 'problem' in answer ? answer : tagged(methodAnswer(answer.body, rates), 201)
      },
    }),

    operation({
      ...staffWriting,
      name: 'replaceDeliveryMethod',
      summary:
        'Replaces a delivery method and its rates. With If-Match only that version, else 412. Orders keep theirs; one out of use is kept.',
      input: schemas.replaceDeliveryMethodInput,
      output: schemas.deliveryMethod,
      policy: 'staff:delivery',
      personal: false,
      refusals: ['not-found', 'stale-version'],
      rest: { method: 'PUT', path: '/v1/admin/delivery-methods/:methodId' },
      async handler({ methodId, rates, ...terms }, call) {
        const { methods } = await peers.delivery.listMethods({}, call.within())
        const before = methods.find(({ id }) => id === methodId)
        if (!before) return refuse('not-found')
        const version = call.ifMatch === undefined ? before.version : Number(call.ifMatch)
        if (!(Number.isSafeInteger(version) && version > 0)) return refuse('stale-version', { version: before.version })
        // First: who comes with an old version changes no rate.
        const answer = await put({ ...methodMessage(methodId, terms, rates), position: before.position, version }, call)
        if ('problem' in answer) return answer
        await setRates(methodId, rates, call)
        return tagged(methodAnswer(answer.body, rates), 200)
      },
    }),

    operation({
      ...staffWriting,
      name: 'orderDeliveryMethods',
      summary: 'Puts the delivery methods in this order, in which they are offered.',
      input: schemas.orderDeliveryMethodsInput,
      output: schemas.deliveryMethodsOutput,
      policy: 'staff:delivery',
      personal: false,
      refusals: ['stale-version'],
      rest: { method: 'PUT', path: '/v1/admin/delivery-methods' },
      async handler({ methodIds }, call) {
        const { methods } = await peers.delivery.listMethods({}, call.within())
        const isWhole = methods.length === methodIds.length && methods.every(({ id }) => methodIds.includes(id))
        if (!isWhole) return refuse('bad-input', { errors: [{ path: 'methodIds', code: 'refused', message: 'names every method once' }] })
        const moved = methods.map((method) => ({ ...method, position: methodIds.indexOf(method.id) }))
        const { result } = await peers.delivery.putMethods({ methods: moved }, call.within())
        if (result.case === 'stale') return refuse('stale-version', { version: result.value.version })
        return done({ items: await listed(call) })
      },
    }),
  ]
}

const tagged = (method: schemas.DeliveryMethod, status: number): Done<schemas.DeliveryMethod> => ({
  ...{ status, body: method, headers: { etag: `"${method.version}"` } },
})

type Terms = Omit<schemas.MakeDeliveryMethod, 'rates'>

const methodMessage = (id: string, { inUse, ...terms }: Terms, rates: readonly schemas.ZoneRate[]) => ({
  ...{ id, ...terms, outOfUse: !inUse },
  zones: [...new Set(rates.map(({ zone }) => zone))],
})

const rateMessage = (methodId: string, { zone, price, freeFrom }: schemas.ZoneRate) => ({
  ...{ methodId, zone, price: toMoney(price) },
  ...(freeFrom && { freeFrom: toMoney(freeFrom) }),
})

const rateAnswer = ({ zone, price, freeFrom }: DeliveryRate): schemas.ZoneRate => ({
  ...{ zone, price: fromMoney(price) },
  ...(freeFrom && { freeFrom: fromMoney(freeFrom) }),
})

function methodAnswer(method: MethodMessage, rates: schemas.ZoneRate[]): schemas.DeliveryMethod {
  const { id, version, name, carrier, maxWeightG, takesDangerousGoods, daysMin, daysMax, pickupPoints, outOfUse, trackingUrlTemplate } =
    method
  const kind = (['home', 'pickup', 'express'] as const).find((one) => one === method.kind)
  if (!kind) throw new Error(`delivery answered with the kind ${method.kind}`)
  return {
    ...{ id, version, kind, carrier, maxWeightG, takesDangerousGoods, daysMin, daysMax, inUse: !outOfUse, trackingUrlTemplate, rates },
    name: { fr: name?.fr ?? '', en: name?.en ?? '' },
    pickupPoints: pickupPoints.map(({ $typeName: _, ...point }) => point),
  }
}
