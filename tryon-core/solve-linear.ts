/**
 * Gauss elimination with pivots; a few unknowns only. Equations that do not say one answer get one that is not finite, or far off; with `refused` a pivot
 * below that is a RangeError saying why.
 */
export function solveLinear(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
  refused?: { readonly below: number; readonly why: string },
): number[] {
  const n = right.length
  const rows = matrix.map((row, i) => [...row, right[i]!])
  for (let i = 0; i < n; i++) {
    const pivot = rows.slice(i).reduce((best, row, k) => (Math.abs(row[i]!) > Math.abs(rows[best]![i]!) ? k + i : best), i)
    ;[rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!]
    if (refused && Math.abs(rows[i]![i]!) < refused.below) throw new RangeError(refused.why)
    for (const row of rows.slice(i + 1)) {
      const share = row[i]! / rows[i]![i]!
      for (let j = i; j <= n; j++) row[j]! -= share * rows[i]![j]!
    }
  }
  const answer = new Array<number>(n).fill(0)
  for (let i = n - 1; i >= 0; i--) {
    const known = answer.reduce((sum, x, j) => (j > i ? sum + rows[i]![j]! * x : sum), 0)
    answer[i] = (rows[i]![n]! - known) / rows[i]![i]!
  }
  return answer
}
