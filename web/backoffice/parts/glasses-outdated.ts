import { Refused } from '../api.ts'

/** What the page of these glasses shows is not what there is any more. */
export const isOutdated = (error: unknown): boolean =>
  error instanceof Refused &&
  error.problem.code === 'decision-refused' &&
  (error.problem['why'] === 'replaced' || error.problem['why'] === 'wrong-state')
