import type { AdminProduct } from '@vitrine/gateway/schemas/admin-products'

export interface ProductFormProps {
  readonly draft: AdminProduct
  readonly onChange: (next: AdminProduct) => void
  /** Addresses of the draft's images, in their order. */
  readonly pictures: readonly string[]
  readonly onPictures: (next: readonly string[]) => void
  readonly isNew: boolean
}
