import { checkedMethod, type DeliveryMethod } from '../domain/delivery-method.ts'
import type { MethodStore } from './list-options.ts'

/** Replaces the methods named, all or none. Throws RangeError naming the method and what is wrong. */
export const putMethods = (methods: MethodStore, wanted: readonly DeliveryMethod[]): Promise<void> => methods.put(wanted.map(checkedMethod))
