import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { remedy, returnReason } from '@vitrine/gateway/schemas/order'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { openReturnWords } from '../words/open-return.ts'
import { useWords } from '../words/words.tsx'

const kinds = ['return', 'claim'] as const

/** Opens a return or a claim for a shopper, and keeps why. One press is one file. */
export function OrderOpenReturn({ order }: { readonly order: AdminOrder }) {
  const [words, own, queries] = [useWords(), openReturnWords[useLocale()], useQueryClient()]
  const [key, setKey] = useState(newKey)
  const [isNone, setNone] = useState(false)
  const open = useMutation({
    mutationFn: (body: object) => ask<unknown>(`/v1/admin/orders/${order.id}/returns`, { method: 'POST', key, body }),
    onSuccess: () => setKey(newKey()),
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another file
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] }),
  })
  const away = order.lines
    .filter(({ kind }) => kind !== 'gift-card')
    .map(({ id, name, sent, returned }) => ({ id, name, away: sent - returned }))
    .filter((line) => line.away > 0)
  if (away.length === 0) return null
  const problem = open.error instanceof Refused ? open.error.problem : undefined
  const failed = open.error && (problem?.status === 403 ? words.noRightFor : (problem?.detail ?? problem?.title ?? words.offline))
  const send = (form: FormData) => {
    const said = (name: string) => String(form.get(`open-${name}`) ?? '').trim()
    const lines = away.flatMap(({ id }) => {
      const quantity = Number(said(id))
      return quantity > 0 ? [{ lineId: id, quantity, reason: said('kind') === 'claim' ? 'faulty' : said('reason') }] : []
    })
    setNone(lines.length === 0)
    if (lines.length === 0) return
    open.mutate({ kind: said('kind'), lines, words: said('words'), ...(said('kind') === 'claim' && { remedy: said('remedy') }) })
  }
  return (
    <details className="ofold">
      <summary className="oh">{own.title}</summary>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (!open.isPending) send(new FormData(event.currentTarget))
        }}
      >
        <p className="ink-2 owide">{own.hint}</p>
        <Choice name="open-kind" label={own.kind} options={kinds.map((kind) => [kind, own.kinds[kind]])} />
        {away.map(({ id, name, away: most }, n) => (
          <Field
            key={id}
            id={`open-${id}`}
            label={own.of(name, most)}
            error={n === 0 ? (isNone ? own.none : (failed ?? undefined)) : undefined}
            type="number"
            min={0}
            max={most}
            defaultValue={0}
          />
        ))}
        <Choice
          name="open-reason"
          label={own.reason}
          options={returnReason.options.map((reason) => [reason, words.returnReasons[reason]])}
        />
        <Choice name="open-remedy" label={own.remedy} options={remedy.options.map((each) => [each, own.remedies[each]])} />
        <Field id="open-words" label={own.words} hint={own.wordsHint} maxLength={2_000} required />
        <button className="ob" type="submit" aria-disabled={open.isPending || undefined}>
          {own.button}
        </button>
        <p role="status" className="owide">
          {open.isSuccess && own.done}
        </p>
      </form>
    </details>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly options: readonly (readonly [value: string, text: string])[]
}

function Choice({ name, label, options }: ChoiceProps) {
  return (
    <label className="ochoice">
      {label}
      <select name={name}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
