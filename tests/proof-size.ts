/** How many runs a proof has: `small` in `npm run check`, so many as PROOFS says before a release, `commit` otherwise. */
export function proofSize(commit: number, small: number): number {
  const asked = process.env['PROOFS']
  return asked === 'small' ? small : Number(asked) || commit
}

const seed = Number(process.env['PROOF_SEED'])
/** For fast-check: the seed of a run that is to be repeated; a new one otherwise. */
export const proofSeed = seed ? { seed } : {}
