/** The middle value (the upper one of two). NaN of nothing. The values keep their order. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
