import type { MessageInitShape } from '@bufbuild/protobuf'
import type { PutProductResponseSchema } from '@vitrine/contracts/catalog/v1'
import type { PutProduct } from '../application/put-product.ts'
import { productInit } from './product-message.ts'

export function putAnswer(answer: PutProduct): MessageInitShape<typeof PutProductResponseSchema> {
  switch (answer.outcome) {
    case 'put':
      return { result: { case: 'put', value: productInit(answer.product) } }
    case 'slug-taken':
      return { result: { case: 'slugTaken', value: {} } }
    case 'sku-taken':
      return { result: { case: 'skuTaken', value: { sku: answer.sku } } }
    case 'not-publishable':
      return { result: { case: 'notPublishable', value: { missing: [...answer.missing] } } }
    case 'stale':
      return { result: { case: 'stale', value: { version: answer.version } } }
  }
}
