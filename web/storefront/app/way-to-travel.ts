import type { DeliveryOption } from '@vitrine/gateway/schemas/cart'

/** A method, with the point where it is fetched if it has points: what one choice of a list says. */
interface Way {
  readonly optionId: string
  readonly pickupPointId?: string
}

export const wayValue = (option: Pick<DeliveryOption, 'id'>, point?: { readonly id: string }): string =>
  JSON.stringify(point ? [option.id, point.id] : [option.id])

/** The choice as it was sent; of anything else a method nobody knows. */
export function wayOf(value = ''): Way {
  try {
    const [optionId, pickupPointId] = JSON.parse(value) as unknown[]
    if (typeof optionId === 'string' && typeof pickupPointId === 'string') return { optionId, pickupPointId }
    if (typeof optionId === 'string') return { optionId }
  } catch {
    // Typed by hand, and no choice of the list.
  }
  return { optionId: 'unknown' }
}
