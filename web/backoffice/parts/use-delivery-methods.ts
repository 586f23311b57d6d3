import { useQuery } from '@tanstack/react-query'
import type { DeliveryMethod } from '@vitrine/gateway/schemas/admin-delivery'
import { ask } from '../api.ts'

export const deliveryPath = '/v1/admin/delivery-methods'

/** All delivery methods, in the order of the shop. */
export const useDeliveryMethods = () =>
  useQuery({
    queryKey: [deliveryPath],
    queryFn: ({ signal }) => ask<{ items: DeliveryMethod[] }>(deliveryPath, { signal }),
  })
