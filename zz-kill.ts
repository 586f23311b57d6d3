import { killEverywhere } from './tests/faults/kill-everywhere.ts'
import type { Point } from './tests/faults/kill-points.ts'
const moments = ['before-call', 'after-call', 'before-commit', 'after-commit'] as const
const points = (['refund-credit', 'fulfil-part'] as const).flatMap((kind) =>
  moments.map((moment): Point => `orders.errand.${kind}.${moment}`),
)
console.log(JSON.stringify(await killEverywhere(points.map((point) => ({ point }))), undefined, 1))
process.exit(0)
