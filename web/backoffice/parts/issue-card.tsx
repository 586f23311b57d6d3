import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { IssuedGiftCard } from '@vitrine/gateway/schemas/admin-prices'
import type { Money } from '@vitrine/gateway/schemas/shapes'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, isAnswered, newKey } from '../api.ts'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'
import { MomentField, MoneyField } from './number-fields.tsx'
import { Told } from './told.tsx'
import { useCurrency } from '../session.ts'

/** Makes a gift card and shows its code, once. One press is one card, however often it is sent. */
export function IssueCard() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const queries = useQueryClient()
  const [amount, setAmount] = useState<Money>()
  const [expiresAt, setExpiresAt] = useState<string>()
  const [key, setKey] = useState(newKey)
  const [turn, setTurn] = useState(0) // the amount begins anew
  const currency = useCurrency()
  const issue = useMutation({
    mutationFn: (body: { amount: Money; expiresAt: string | undefined }) =>
      ask<IssuedGiftCard>('/v1/admin/gift-cards', { method: 'POST', key, body }),
    onSuccess: async () => {
      setKey(newKey())
      setAmount(undefined)
      setTurn(turn + 1)
      await queries.invalidateQueries({ queryKey: ['/v1/admin/credits'] })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another card
    },
  })
  return (
    <section aria-labelledby="issue">
      <h2 className="oh" id="issue">
        {own.issueCard}
      </h2>
      <p className="ink-2">{own.issueHint}</p>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (amount && !issue.isPending) issue.mutate({ amount, expiresAt })
        }}
      >
        <MoneyField key={turn} label={words.amount} value={undefined} currency={currency} required onChange={setAmount} />
        <MomentField label={own.validUntil} value={expiresAt} onChange={setExpiresAt} />
        <button className="ob main" type="submit" aria-disabled={!amount || issue.isPending || undefined}>
          {amount ? own.issueButton(formatMoney(locale, amount)) : own.issueCard}
        </button>
      </form>
      {issue.error && <Told error={issue.error} />}
      <p className="otold" role="status">
        {issue.data && (
          <>
            {own.codeTold} <strong className="mono">{issue.data.code}</strong>
          </>
        )}
      </p>
    </section>
  )
}
