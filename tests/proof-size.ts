/** How many runs a proof has: so many as PROOFS says, as `npm run prove -- --release` sets it; those of a commit otherwise. */
export const proofSize = (commit: number): number => Number(process.env['PROOFS']) || commit

const seed = Number(process.env['PROOF_SEED'])
/** For fast-check: the seed of a run that is to be repeated; a new one otherwise. */
export const proofSeed = seed ? { seed } : {}
