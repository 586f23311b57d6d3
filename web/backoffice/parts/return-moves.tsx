import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder, AdminReturn } from '@vitrine/gateway/schemas/admin-orders'
import { holds } from '@vitrine/gateway/schemas/rights'
import { Field } from '@vitrine/ui/components/field'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, Refused } from '../api.ts'
import { useMe } from '../session.ts'
import { useWords } from '../words/words.tsx'
import { amountOf } from './amount.ts'
import { firstPlace, usePlaces } from './use-places.ts'

interface Props {
  readonly order: AdminOrder
  readonly file: AdminReturn
}

interface Move {
  readonly to: AdminReturn['state']
  readonly note: string
  readonly lines?: readonly { readonly lineId: string; readonly accepted: number; readonly restocked: number }[]
  readonly withheld?: AdminReturn['refund']
  readonly replacement?: 'at-once' | 'none'
  readonly placeId?: string
}

/** Each state it may be brought to, once; of an exchange, accepting says how: sent after the check, at once, or given up for the money. */
function choicesOf({ allowed, lines, state }: AdminReturn, { returnMoves }: ReturnType<typeof useWords>) {
  const isWanted = lines.some(({ wants }) => wants) && (state === 'asked' || state === 'to-pay')
  return allowed.flatMap((to) => {
    if (!isWanted || to !== 'approved') return [{ value: to as string, text: returnMoves[to as keyof typeof returnMoves] as string }]
    const money = { value: 'approved none', text: returnMoves.none }
    if (state === 'to-pay') return [money]
    return [{ value: 'approved', text: returnMoves.exchange }, { value: 'approved at-once', text: returnMoves['at-once'] }, money]
  })
}

/** The states a file may be brought to now, as orders says; each with what has to be said. The check says what is taken back and what it is worth. */
export function ReturnMoves({ order, file }: Props) {
  const [words, locale, queries] = [useWords(), useLocale(), useQueryClient()]
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState<{ readonly field: 'note' | 'withheld'; readonly text: string }>()
  const move = useMutation({
    mutationFn: (body: Move) => {
      const isOfGoods = (body.to === 'received' || body.to === 'checked') && !body.withheld
      return ask<AdminOrder>(`/v1/admin/orders/${order.id}/returns/${file.id}/${isOfGoods ? 'goods' : 'moves'}`, { method: 'POST', body })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] }),
  })
  const choices = choicesOf(file, words)
  const mayRefund = holds(useMe().data?.roles ?? [], 'refunds')
  const isOpen = (value: string) => mayRefund || value === 'received' || value === 'checked'
  if (file.allowed.length === 0) return <p className="ink-3">{words.returnEnded}</p>
  const problem = move.error instanceof Refused ? move.error.problem : undefined
  const failed = move.error && (problem?.status === 403 ? words.noRightFor : (problem?.detail ?? problem?.title ?? words.offline))
  const bring = (to: AdminReturn['state'], form: FormData, replacement?: Move['replacement']) => {
    if (move.isPending || !isOpen(to)) return
    if (to !== 'checked') {
      if (to === 'refused' && note.trim() === '') return setWrong({ field: 'note', text: words.refusalNeedsNote })
      return move.mutate({ to, note, ...(replacement && { replacement }) })
    }
    const typed = String(form.get('withheld') ?? '').trim()
    const amountMinor = typed === '' ? 0 : amountOf(typed, file.refund.currency)
    if (amountMinor === undefined || amountMinor > file.refund.amountMinor) return setWrong({ field: 'withheld', text: words.badAmount })
    if (amountMinor > 0 && note.trim() === '') return setWrong({ field: 'note', text: words.withheldNeedsNote })
    const lines = file.lines.map(({ lineId }) => ({
      lineId,
      accepted: Number(form.get(`accepted-${lineId}`)),
      restocked: Math.min(Number(form.get(`accepted-${lineId}`)), Number(form.get(`restocked-${lineId}`))),
    }))
    const withheld = { amountMinor, currency: file.refund.currency }
    const placeId = String(form.get('placeId') ?? '')
    return move.mutate({ to, note, lines, ...(amountMinor > 0 && { withheld }), ...(placeId && { placeId }) })
  }
  return (
    <section aria-labelledby="moves">
      <h2 className="oh" id="moves">
        {words.returnNext}
      </h2>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          setWrong(undefined)
          const { submitter } = event.nativeEvent as SubmitEvent
          const [to, replacement] = (submitter instanceof HTMLButtonElement ? submitter.value : choices[0]!.value).split(' ')
          bring(to as AdminReturn['state'], new FormData(event.currentTarget), replacement as Move['replacement'])
        }}
      >
        {file.allowed.includes('checked') && (
          <>
            {file.lines.map(({ lineId, name, quantity, reason }) => (
              <fieldset className="owide oform" key={lineId}>
                <legend>{words.piecesOf(quantity, name)}</legend>
                <Field
                  id={`accepted-${lineId}`}
                  label={words.takenBack}
                  type="number"
                  min={0}
                  max={quantity}
                  defaultValue={quantity}
                  required
                />
                <Field
                  id={`restocked-${lineId}`}
                  label={words.soldAgain}
                  type="number"
                  min={0}
                  max={quantity}
                  defaultValue={isFaulty(file, reason) ? 0 : quantity}
                  required
                />
              </fieldset>
            ))}
            <WhereTo />
            <Field
              id="withheld"
              label={words.withheld}
              hint={mayRefund ? words.withheldHint(formatMoney(locale, file.refund)) : words.moneyNotYours}
              readOnly={!mayRefund}
              error={wrong?.field === 'withheld' ? wrong.text : undefined}
              inputMode="decimal"
            />
          </>
        )}
        <Field
          id="note"
          label={words.returnNote}
          hint={words.returnNoteHint}
          error={wrong?.field === 'note' ? wrong.text : (failed ?? undefined)}
          value={note}
          onChange={({ target }) => setNote(target.value)}
          maxLength={500}
        />
        <div className="oact owide">
          {choices.map(({ value, text }) => (
            <button
              key={value}
              className={value === 'refused' ? 'ob danger' : 'ob main'}
              type="submit"
              value={value}
              aria-disabled={move.isPending || !isOpen(value) || undefined}
              aria-describedby={isOpen(value) ? undefined : 'money-not-yours'}
            >
              {text}
            </button>
          ))}
        </div>
        {choices.some(({ value }) => !isOpen(value)) && (
          <p className="fine ink-3" id="money-not-yours">
            {words.moneyNotYours}
          </p>
        )}
      </form>
    </section>
  )
}

/** As orders has it: what was claimed goes on no shelf unless somebody says so. */
const isFaulty = ({ kind }: AdminReturn, reason: AdminReturn['lines'][number]['reason']): boolean =>
  kind === 'claim' || (kind === 'withdrawal' && reason === 'faulty')

/** Where what can be sold again is put; nothing to choose while there is one place. */
function WhereTo() {
  const words = useWords()
  const { places } = usePlaces()
  if (places.length < 2) return null
  return (
    <div className="of">
      <label htmlFor="placeId">{words.putAt}</label>
      <select id="placeId" name="placeId" defaultValue={firstPlace}>
        {places.map(({ placeId, name }) => (
          <option key={placeId} value={placeId}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
