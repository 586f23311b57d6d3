import { useEffect, useState } from 'react'
import { tabStore, visitNow } from './kept-in-tab.ts'
import type { lensValuesOf } from './own-measures.ts'
import type { Values } from './sheet-form.ts'
import { takenAlong } from './taken-along.ts'

type Measured = ReturnType<typeof lensValuesOf>

/**
 * A distance the try-on measured and the shopper took along: it waits in this tab alone, until it is used here. It is newer than the one of their
 * account, which is taken where nothing was typed yet.
 */
export function useMeasured(values: Values, own: Measured): Measured {
  const said = values.pdMeasured
    ? { pdMeasured: values.pdMeasured, pdErrorMm: values.pdErrorMm ?? '' }
    : values.pdFar === undefined
      ? own
      : {}
  const [measured, setMeasured] = useState<Measured>(said)
  useEffect(() => {
    const { pdMeasured: mm, pdErrorMm: errorMm } = takenAlong(tabStore(), visitNow()) ?? {}
    if (mm && errorMm && !values.pdFar) setMeasured(Number(errorMm) > 0 ? { pdFar: mm, pdMeasured: mm, pdErrorMm: errorMm } : { pdFar: mm })
  }, [values.pdFar])
  return measured
}
