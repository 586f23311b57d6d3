import type { Fields } from './form-fields.ts'

/* What Stripe's double keeps of each payment, page and dispute. */

export interface Refused {
  readonly type: string
  readonly code: string
  readonly decline_code?: string
  readonly param?: string
}

export interface Charge {
  readonly id: string
  readonly amount: number
  captured: boolean
  amountCaptured: number
  capturedAt: number
  disputed: boolean
  readonly created: number
  readonly refunds: { id: string; amount: number; created: number; metadata: Fields }[]
}

export interface Intent {
  readonly id: string
  readonly amount: number
  readonly currency: string
  readonly metadata: Fields
  readonly customer: string
  readonly isToKeep: boolean
  readonly created: number
  paymentMethod: string
  status: string
  returnUrl: string
  charge: Charge | undefined
  error: Refused | undefined
  canceledAt: number | undefined
}

export interface Session {
  readonly id: string
  readonly intent: Intent
  readonly successUrl: string
  readonly cancelUrl: string
  readonly metadata: Fields
  status: 'open' | 'complete' | 'expired'
}

export interface Dispute {
  readonly id: string
  readonly intent: Intent
  readonly amount: number
  readonly created: number
  status: string
  endedAt: number | undefined
}

export interface Entry {
  readonly id: string
  readonly type: string
  readonly category: string
  readonly created: number
  readonly source: () => object
}
