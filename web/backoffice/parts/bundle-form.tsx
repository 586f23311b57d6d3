import { useQuery } from '@tanstack/react-query'
import type { Composition } from '@vitrine/gateway/schemas/admin-stock'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask } from '../api.ts'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'
import { Failed, Waiting } from './region.tsx'
import { piecesOf, useStockChange } from './use-stock-change.ts'

/** What a variant is made of, part by part. */
export function BundleForm({ variantId }: { readonly variantId: string }) {
  const path = `/v1/admin/stock/${encodeURIComponent(variantId)}/parts`
  const found = useQuery({ queryKey: [path], queryFn: ({ signal }) => ask<Composition>(path, { signal }) })
  if (found.error) return <Failed error={found.error} retry={found.refetch} />
  if (!found.data) return <Waiting rows={2} />
  const kept = found.data.parts.map(({ sku, quantity }) => ({ sku, quantity: String(quantity) }))
  return <Parts key={JSON.stringify(kept)} path={path} kept={kept} />
}

type Part = { readonly sku: string; readonly quantity: string }

function Parts({ path, kept }: { readonly path: string; readonly kept: readonly Part[] }) {
  const [words, mine] = [useWords(), stockWords[useLocale()]]
  const [parts, setParts] = useState<readonly Part[]>(kept)
  const change = useStockChange(({ code, sku, reason }) =>
    code === 'not-a-bundle' ? mine.noBundle[String(reason)] : code === 'not-found' && sku ? mine.noSuchSku(String(sku)) : undefined,
  )
  const put = (n: number, next: Partial<Part>) => {
    change.reset()
    setParts(parts.map((part, at) => (at === n ? { ...part, ...next } : part)))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const body = { parts: parts.map(({ sku, quantity }) => ({ sku: sku.trim(), quantity: piecesOf(quantity) })) }
        change.send({ method: 'PUT', path, body })
      }}
    >
      {parts.map(({ sku, quantity }, n) => (
        <div className="oform" key={n} role="group" aria-label={sku || mine.partSku(n + 1)}>
          <Field
            id={`part-${n}`}
            label={mine.partSku(n + 1)}
            value={sku}
            maxLength={64}
            autoComplete="off"
            onChange={({ target }) => put(n, { sku: target.value })}
            required
          />
          <Field
            id={`part-${n}-quantity`}
            label={mine.partQuantity(n + 1)}
            type="number"
            min={1}
            max={99}
            value={quantity}
            onChange={({ target }) => put(n, { quantity: target.value })}
            required
          />
          <button className="ob" type="button" onClick={() => setParts(parts.filter((_, at) => at !== n))}>
            {mine.removePart(sku || String(n + 1))}
          </button>
        </div>
      ))}
      <div className="oform">
        <button
          className="ob"
          type="button"
          aria-disabled={parts.length >= 20 || undefined}
          onClick={() => parts.length < 20 && setParts([...parts, { sku: '', quantity: '1' }])}
        >
          {mine.addPart}
        </button>
        <button className="ob main" type="submit" aria-disabled={change.isPending || undefined}>
          {words.save}
        </button>
        {change.told && (
          <p className="error" role="alert">
            {change.told}
          </p>
        )}
        <p role="status">{change.isDone ? words.saved : ''}</p>
      </div>
    </form>
  )
}
