import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { RxRule, RxRules } from '@vitrine/gateway/schemas/optics'
import { useEffect, useRef } from 'react'
import { ask, newKey } from '../api.ts'
import { useRxRuleWords } from '../words/rx-rules.ts'
import { Told } from './told.tsx'

interface RemoveRxRuleProps {
  readonly path: string
  readonly rule: RxRule
  readonly country: string
  readonly onEnd: (isRemoved: boolean) => void
}

/** Asks once more before the rule of a country goes. `onEnd` hears whether it went. */
export function RemoveRxRule({ path, rule, country, onEnd }: RemoveRxRuleProps) {
  const [own, queries] = [useRxRuleWords(), useQueryClient()]
  const heading = useRef<HTMLHeadingElement>(null)
  const remove = useMutation({
    mutationFn: () => ask<RxRules>(`${path}/${rule.country}`, { method: 'DELETE', key: newKey(), body: {} }),
    onSuccess: (left) => {
      queries.setQueryData([path], left)
      onEnd(true)
    },
  })
  useEffect(() => heading.current?.focus(), [rule]) // asked of anew, too
  return (
    <section aria-labelledby="remove-rule">
      <h2 className="oh" id="remove-rule" tabIndex={-1} ref={heading}>
        {own.removeAsk(country)}
      </h2>
      <p className="ink-2">{own.removeHint}</p>
      {remove.error && <Told error={remove.error} />}
      <div className="oact">
        <button
          className="ob danger"
          type="button"
          aria-disabled={remove.isPending || undefined}
          onClick={() => !remove.isPending && remove.mutate()}
        >
          {own.removeSure}
        </button>
        <button className="ob" type="button" onClick={() => onEnd(false)}>
          {own.back}
        </button>
      </div>
    </section>
  )
}
