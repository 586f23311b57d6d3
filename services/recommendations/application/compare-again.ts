/** What comparing again needs of storage. */
export interface NeighbourStore {
  /** Finds the neighbours of up to `most` products again whose shop has grown or shrunk by a tenth since. Answers how many. */
  compareDrifted(most: number): Promise<number>
}

/** Few at a time: each compares with the whole shop. Source: 20 of 1,000 products take about 0.2 s. */
const atATime = 20

/**
 * What an attribute is worth depends on how many products have it, so neighbours found in a small shop are found again when it has grown.
 * Done when nothing has drifted.
 */
export const compareAgain = (store: NeighbourStore): Promise<number> => store.compareDrifted(atATime)
