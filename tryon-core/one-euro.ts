/** Smooths one number of a live signal. Remembers the last value: one per signal. */
export interface Smoother {
  /** The smoothed value. `seconds` since the last one, more than 0. */
  next(value: number, seconds: number): number
}

/**
 * Makes a value still while it rests and quick when it moves.
 *
 * `restHz`: cut-off while still (lower is stiller). `beta`: how fast the cut-off grows with the speed, per unit of the value.
 * Source: Casiez, Roussel, Vogel, "1 EUR filter", CHI 2012; slope cut-off 0.7 Hz where they have 1: a face's own trembling is then taken for less
 * of a movement.
 */
export function oneEuro(restHz: number, beta: number): Smoother {
  const slopeHz = 0.7
  let [last, slope] = [Number.NaN, 0]
  return {
    next(value, seconds) {
      if (Number.isNaN(last)) return (last = value)
      const weight = (hz: number) => 1 / (1 + 1 / (2 * Math.PI * hz * seconds))
      slope += weight(slopeHz) * ((value - last) / seconds - slope)
      last += weight(restHz + beta * Math.abs(slope)) * (value - last)
      return last
    },
  }
}
