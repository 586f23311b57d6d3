import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PromotionCode } from '@vitrine/gateway/schemas/admin-prices'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, isAnswered, newKey } from '../api.ts'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'
import { momentText } from './day-text.ts'
import { Text } from './form-fields.tsx'
import { ListPage } from './list-page.tsx'
import { NumberField } from './number-fields.tsx'
import { Told } from './told.tsx'

/** The codes of a promotion, each with its uses, and a form that makes more. */
export function PromotionCodes({ promotionId }: { readonly promotionId: string }) {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const path = `/v1/admin/promotions/${encodeURIComponent(promotionId)}/codes`
  return (
    <section aria-labelledby="codes">
      <h2 className="oh" id="codes">
        {own.madeCodes}
      </h2>
      <p className="ink-2">{own.madeCodesHint}</p>
      <MakeCodes path={path} />
      <ListPage<PromotionCode>
        path={path}
        caption={own.madeCodes}
        idOf={({ code }) => code}
        empty={own.noCodes}
        fileName="codes"
        columns={[
          { name: words.code, isHead: true, cell: ({ code }) => <span className="mono">{code}</span>, plain: ({ code }) => code },
          { name: words.used, isNumber: true, isCorner: true, cell: ({ used }) => used, plain: ({ used }) => used },
          { name: words.limit, isNumber: true, cell: ({ limit }) => limit, plain: ({ limit }) => limit },
          {
            name: own.made,
            cell: ({ madeAt }) => <time dateTime={madeAt}>{momentText(madeAt, locale)}</time>,
            plain: ({ madeAt }) => madeAt,
          },
        ]}
      />
    </section>
  )
}

/** One press is one batch, however often it is sent. */
function MakeCodes({ path }: { readonly path: string }) {
  const [own, queries] = [usePriceWords(), useQueryClient()]
  const [count, setCount] = useState<number | undefined>(100)
  const [prefix, setPrefix] = useState('')
  const [limit, setLimit] = useState<number | undefined>(1)
  const [key, setKey] = useState(newKey)
  const make = useMutation({
    mutationFn: () => ask<{ made: number }>(path, { method: 'POST', key, body: { count, prefix, limit } }),
    onSuccess: async () => {
      setKey(newKey())
      await queries.invalidateQueries({ queryKey: [path] })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another batch
    },
  })
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        if (count && !make.isPending) make.mutate()
      }}
    >
      <NumberField label={own.codeCount} value={count} min={1} max={5_000} required onChange={setCount} />
      <Text label={own.codePrefix} value={prefix} onChange={(typed) => setPrefix(typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))} />
      <NumberField label={own.codeUses} value={limit} min={1} required onChange={setLimit} />
      <button className="ob main" type="submit" aria-disabled={!count || make.isPending || undefined}>
        {count ? own.makeCodes(count) : own.makeSomeCodes}
      </button>
      <p role="status">{make.data ? own.codesMade(make.data.made) : ''}</p>
      {make.error && <Told error={make.error} />}
    </form>
  )
}
