import { type Configuration, mayFollow, stepped } from '../domain/configuration.ts'
import type { ConfigurationStore } from './configure.ts'

export interface OrderedGlasses {
  readonly orderId: string
  readonly orderNumber: string
  readonly configurationIds: readonly string[]
  readonly customerId?: string
}

/** The order of these glasses stands: those to a prescription wait for an optician. Twice is once; a person who was forgotten meanwhile has none. */
export const hearAwaits = (store: ConfigurationStore, order: OrderedGlasses, at: Date): Promise<void> =>
  each(store, order.configurationIds, (configuration) => {
    if (!configuration.toPrescription || !mayFollow(configuration.state, 'submitted')) return undefined
    const ordered = { orderId: order.orderId, orderNumber: order.orderNumber, customerId: order.customerId ?? '', orderedAt: at }
    return stepped(configuration, { ...ordered, state: 'submitted' }, { what: 'submitted', at })
  })

/** They are paid: the lab may make them. Lenses without power have nothing to verify. */
export const hearPaid = (store: ConfigurationStore, order: OrderedGlasses, at: Date): Promise<void> =>
  each(store, order.configurationIds, (configuration) => {
    if (configuration.labState !== '') return undefined
    if (configuration.state !== 'verified' && (configuration.toPrescription || !mayFollow(configuration.state, 'verified')))
      return undefined
    const ordered = { orderId: order.orderId, orderNumber: order.orderNumber, orderedAt: configuration.orderedAt ?? at }
    return stepped(configuration, { ...ordered, state: 'verified', labState: 'queued' }, { what: 'lab-queued', at })
  })

/** Nobody waits for them any more. What is at the lab is for people to call back: the job is gone from the list of those to send. */
export const hearDropped = (
  store: ConfigurationStore,
  { orderId, configurationIds }: Omit<OrderedGlasses, 'orderNumber'>,
  at: Date,
): Promise<void> =>
  each(store, configurationIds, (configuration) =>
    configuration.orderId === orderId && mayFollow(configuration.state, 'dropped')
      ? stepped(configuration, { state: 'dropped', labState: '' }, { what: 'dropped', at })
      : undefined,
  )

const attempts = 20

async function each(
  store: ConfigurationStore,
  ids: readonly string[],
  change: (configuration: Configuration) => Configuration | undefined,
): Promise<void> {
  for (const id of ids) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const configuration = await store.find(id)
      const next = configuration && change(configuration)
      if (!next || (await store.change(next, []))) break
      if (attempt === attempts - 1) throw new Error(`configuration ${id} changes too fast`)
    }
  }
}
