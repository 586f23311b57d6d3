type ProviderStep = 'authorise' | 'capture' | 'void' | 'refund' | 'read'

/** Where a test may end the process or break the call: around every call of a provider, and around the commit of what it answered. */
export type PaymentFailpoint = `payments.${ProviderStep}.${'before' | 'after'}-${'provider-call' | 'commit'}`
