import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { KeptCurrency, PutCurrency } from '@vitrine/gateway/schemas/currencies'
import { useState } from 'react'
import { ask, isAnswered, newKey } from '../api.ts'
import { useCurrencyWords } from '../words/currencies.ts'
import { Text } from './form-fields.tsx'
import { Check, NumberField } from './number-fields.tsx'
import { Told } from './told.tsx'

interface CurrencyFormProps {
  /** The shop's own: it is always offered, and follows none. */
  readonly usual: string
  readonly like: KeptCurrency | undefined
}

/** Opens a currency or changes how its prices are made. One press is one change, however often it is sent. */
export function CurrencyForm({ usual, like }: CurrencyFormProps) {
  const [own, queries] = [useCurrencyWords(), useQueryClient()]
  const rule = like?.conversion
  const [code, setCode] = useState(like?.code ?? '')
  const [isSold, setSold] = useState(like?.sold ?? true)
  const [follows, setFollows] = useState(like ? rule !== undefined : true)
  const [from, setFrom] = useState(rule?.from ?? usual)
  const [rate, setRate] = useState(rule?.rate)
  const [stepMinor, setStep] = useState<number | undefined>(rule?.stepMinor ?? 1)
  const [lessMinor, setLess] = useState<number | undefined>(rule?.lessMinor ?? 0)
  const [key, setKey] = useState(newKey)
  const put = useMutation({
    mutationFn: (body: Omit<PutCurrency, 'code'>) => ask(`/v1/admin/currencies/${code}`, { method: 'PUT', key, body }),
    onSuccess: async () => {
      setKey(newKey())
      await Promise.all(['/v1/admin/currencies', '/v1/admin/prices'].map((path) => queries.invalidateQueries({ queryKey: [path] })))
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another change
    },
  })
  const isRule = rate !== undefined && rate > 0 && stepMinor !== undefined && lessMinor !== undefined && lessMinor < stepMinor
  const isReady = /^[A-Z]{3}$/.test(code) && (!follows || isRule)
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const conversion = follows && isRule ? { conversion: { from, rate, stepMinor, lessMinor } } : {}
        if (isReady && !put.isPending) put.mutate({ sold: isSold, ...conversion })
      }}
    >
      <Text label={own.code} value={code} required onChange={(typed) => setCode(lettersOf(typed))} />
      <Check label={own.offered} checked={isSold} onChange={setSold} />
      <Check label={own.follows} checked={follows} onChange={setFollows} />
      {follows && (
        <>
          <Text label={own.from} value={from} required onChange={(typed) => setFrom(lettersOf(typed))} />
          <NumberField label={own.rate(from, code || '…')} value={rate} min={0} step="any" required onChange={setRate} />
          <NumberField label={own.step} hint={own.stepHint} value={stepMinor} min={1} max={1_000_000} required onChange={setStep} />
          <NumberField label={own.less} hint={own.lessHint} value={lessMinor} min={0} max={999_999} required onChange={setLess} />
        </>
      )}
      <button className="ob main" type="submit" aria-disabled={!isReady || put.isPending || undefined}>
        {own.save}
      </button>
      <p role="status">{put.isSuccess ? own.saved : ''}</p>
      {put.error && <Told error={put.error} />}
    </form>
  )
}

const lettersOf = (typed: string): string => typed.toUpperCase().slice(0, 3)
