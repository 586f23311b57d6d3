/** What the reads of staff have in common. */
export const staffReading = {
  kind: 'query',
  rate: 'read',
  idempotency: 'none',
  deadlineMs: 2_000,
  cache: 'none',
  personal: true,
  refusals: ['not-found'],
  graphql: 'field',
} as const

/** And their changes, each written down for the audit. */
export const staffWriting = {
  ...staffReading,
  kind: 'mutation',
  rate: 'write',
  idempotency: 'optional',
  deadlineMs: 5_000,
  refusals: [],
} as const
