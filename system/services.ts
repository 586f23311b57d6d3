import type { Service } from '@vitrine/platform/service'

/** The whole of Vitrine on one page. */
export const services: readonly Service[] = []
