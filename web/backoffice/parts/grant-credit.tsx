import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Credit } from '@vitrine/gateway/schemas/admin-prices'
import type { Money } from '@vitrine/gateway/schemas/shapes'
import { Icon } from '@vitrine/ui/components/icon'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, isAnswered, newKey } from '../api.ts'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'
import { CustomerField } from './customer-field.tsx'
import { Text } from './form-fields.tsx'
import { MoneyField } from './number-fields.tsx'
import { Told } from './told.tsx'
import { useCurrency } from '../session.ts'

/** Gives a customer credit, for a reason. One press is one gift, however often it is sent. */
export function GrantCredit() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const queries = useQueryClient()
  const [customer, setCustomer] = useState<{ readonly id: string; readonly name: string }>()
  const [amount, setAmount] = useState<Money>()
  const [reason, setReason] = useState('')
  const [key, setKey] = useState(newKey)
  const [turn, setTurn] = useState(0) // the amount begins anew
  const currency = useCurrency()
  const isReady = customer !== undefined && amount !== undefined && reason.trim() !== ''
  const grant = useMutation({
    mutationFn: (body: object) => ask<Credit>('/v1/admin/store-credits', { method: 'POST', key, body }),
    onSuccess: async () => {
      setKey(newKey())
      setAmount(undefined)
      setReason('')
      setTurn(turn + 1)
      await queries.invalidateQueries({ queryKey: ['/v1/admin/credits'] })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another gift
    },
  })
  return (
    <section aria-labelledby="grant">
      <h2 className="oh" id="grant">
        {own.grant}
      </h2>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady && !grant.isPending) grant.mutate({ customerId: customer.id, amount, reason })
        }}
      >
        {customer ? (
          <p>
            {own.customer}{' '}
            <button className="ochip" type="button" aria-label={own.remove(customer.name)} onClick={() => setCustomer(undefined)}>
              {customer.name}
              <Icon name="close" />
            </button>
          </p>
        ) : (
          <CustomerField onChoose={setCustomer} />
        )}
        <MoneyField key={turn} label={words.amount} value={undefined} currency={currency} required onChange={setAmount} />
        <Text label={words.reason} value={reason} required onChange={setReason} />
        <button className="ob main" type="submit" aria-disabled={!isReady || grant.isPending || undefined}>
          {amount ? own.grantButton(formatMoney(locale, amount)) : own.grant}
        </button>
        <p role="status">{grant.isSuccess && amount === undefined ? own.granted : ''}</p>
      </form>
      {grant.error && <Told error={grant.error} />}
    </section>
  )
}
