import type { Payment } from '@vitrine/gateway/schemas/admin-payments'
import { usePaymentTexts } from './payment-words.ts'
import { Status } from './status.tsx'

const tones = {
  pending: 'ambre',
  'action-required': 'ambre',
  authorised: 'azur',
  captured: 'verre',
  'partially-refunded': 'verre',
  refunded: '',
  voided: '',
  failed: '',
  expired: '',
  disputed: 'grenat',
  'charged-back': 'grenat',
} as const satisfies Record<Payment['state'], string>

export const PaymentStatusMark = ({ state }: { readonly state: Payment['state'] }) => (
  <Status text={usePaymentTexts().state(state)} tone={tones[state]} />
)
