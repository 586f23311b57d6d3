/** How much is proved: in the gate, by `npm run prove`, and before a release. Source: issue 4 and docs/operations.md. */
export interface ProofSize {
  /** G1: attempts of 64 clients on so many pieces, once for each seed. */
  readonly attempts: number
  readonly pieces: number
  readonly seeds: number
  /** G2: so many keys, eight twins each. */
  readonly keys: number
  /** G3: so many of the named points, spread evenly, and kills at a moment nobody chose. */
  readonly kills: number
  readonly randomKills: number
  /** G4, G5, G21; 0 where the suites of the gate have just proved them. */
  readonly orderings: number
  readonly races: number
  readonly commands: number
  /** G30: each lock and key is taken out once. */
  readonly removals: boolean
  /** G6: orders, and for how long those who hear of them are away. */
  readonly orders: number
  readonly outageMs: number
  /** G7: good events around a bad one. */
  readonly others: number
  /** G8: of the shop's own PostgreSQL, and of a server. */
  readonly restarts: number
  readonly serverRestarts: number
  /** G9: so many parts are taken away, another choice for each seed; down, or down and slow. */
  readonly parts: number
  readonly isSlowToo: boolean
  /** G10: at least so many requests; and which processes are replaced, all when absent. */
  readonly requests: number
  readonly rolled?: readonly string[]
}

export const proofSizes = {
  gate: {
    ...{ attempts: 256, pieces: 32, seeds: 1, keys: 24, kills: 5, randomKills: 0, orderings: 0, races: 0, commands: 0, removals: false },
    ...{ orders: 20, outageMs: 2_000, others: 200, restarts: 1, serverRestarts: 0, parts: 4, isSlowToo: false, requests: 200 },
    rolled: ['orders', 'gateway'],
  },
  commit: {
    ...{
      attempts: 2_000,
      pieces: 200,
      seeds: 1,
      keys: 200,
      kills: 177,
      randomKills: 0,
      orderings: 1_000,
      races: 1_000,
      commands: 2_000,
      removals: false,
    },
    ...{ orders: 100, outageMs: 5_000, others: 1_000, restarts: 1, serverRestarts: 1, parts: 17, isSlowToo: false, requests: 2_000 },
  },
  release: {
    ...{ attempts: 10_000, pieces: 1_000, seeds: 20, keys: 2_000, kills: 177, randomKills: 1_000, orderings: 100_000, races: 10_000 },
    ...{
      commands: 100_000,
      removals: true,
      orders: 500,
      outageMs: 60_000,
      others: 1_000,
      restarts: 50,
      serverRestarts: 50,
      parts: 17,
      isSlowToo: true,
      requests: 20_000,
    },
  },
} as const satisfies Record<string, ProofSize>
