import { keepTyped, type TabStore, typedIn, type Visit } from './kept-in-tab.ts'
import type { MeasuredFields } from './own-measures.ts'

interface MeasuredPd {
  readonly mm: number
  /** 95 %. */
  readonly errorMm: number
  readonly method: string
}

/** Of whatever page it is taken from. */
const place = { kind: 'measured-pd', page: '' }
const rounded = (mm: number, steps: number): string => `${Math.round(steps * mm) / steps}`

/** A distance that the try-on measured waits in this tab for the lenses or for the account: it goes with its hour and with its person, as what is typed does. */
export function takeAlong(store: TabStore, { mm, errorMm, method }: MeasuredPd, visit: Visit): void {
  keepTyped(store, place, { pdMeasured: rounded(mm, 2), pdErrorMm: rounded(errorMm, 10), pdMethod: method }, visit)
}

/** As the forms have it. */
export const takenAlong = (store: TabStore, visit: Visit): MeasuredFields | undefined => typedIn(store, place, visit)
