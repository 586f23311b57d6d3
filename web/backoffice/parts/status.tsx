import type { OrderStatus } from '@vitrine/gateway/schemas/order'
import { useWords } from '../words/words.tsx'

type Tone = 'verre' | 'azur' | 'ambre' | 'grenat' | ''

const tones: Record<OrderStatus, Tone> = {
  placed: 'ambre',
  'awaiting-prescription': 'ambre',
  paid: 'azur',
  'in-lab': 'azur',
  packed: 'azur',
  'partly-shipped': 'azur',
  shipped: 'azur',
  delivered: 'verre',
  cancelled: '',
  returned: '',
  refunded: '',
}

/** A state in its word, with a mark whose form says the same as its colour. */
export const Status = ({ text, tone = '' }: { readonly text: string; readonly tone?: Tone }) => <span className={`st ${tone}`}>{text}</span>

export function OrderStatusMark({ status }: { readonly status: OrderStatus }) {
  return <Status text={useWords().statuses[status]} tone={tones[status]} />
}

const returnTones = {
  asked: 'ambre',
  'to-pay': 'ambre',
  approved: 'azur',
  label: 'azur',
  received: 'ambre',
  checked: 'azur',
  refunded: 'verre',
  exchanged: 'verre',
  mended: 'verre',
  refused: '',
  lapsed: '',
  cancelled: '',
} as const

export function ReturnStateMark({ state }: { readonly state: keyof typeof returnTones }) {
  return <Status text={useWords().returnStates[state]} tone={returnTones[state]} />
}

const productTones = { draft: 'ambre', published: 'verre', withdrawn: '' } as const

export function ProductStatusMark({ status }: { readonly status: keyof typeof productTones }) {
  return <Status text={useWords().productStatus[status]} tone={productTones[status]} />
}
