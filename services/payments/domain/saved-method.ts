/** A way to pay that a customer agreed to keep. The token stays with payments and the provider; people see brand, last digits and expiry. */
export interface SavedMethod {
  /** Of the attempt it was kept with. */
  readonly id: string
  readonly customerId: string
  readonly provider: string
  readonly method: string
  /** The provider's token of it. */
  readonly reference: string
  /** A code: visa, mastercard, paypal; empty where the provider does not say. */
  readonly brand: string
  readonly last4: string
  /** The month it ends, `2029-04`; empty where it does not. */
  readonly expires: string
  readonly agreedAt: Date
}
