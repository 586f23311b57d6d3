import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { Field } from '@vitrine/ui/components/field'
import { ask, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'

const parts = ['name', 'company', 'line1', 'line2', 'postcode', 'city', 'phone'] as const
const needed: ReadonlySet<string> = new Set(['name', 'line1', 'postcode', 'city'])

/** Where the order goes, and, until it is prepared, the way to send it elsewhere in the same country. */
export function OrderPlace({ order }: { readonly order: AdminOrder }) {
  const words = useWords()
  const { shipping } = order.addresses
  const town = `${shipping.postcode} ${shipping.city}`
  return (
    <section aria-labelledby="place">
      <h2 className="oh" id="place">
        {words.address}
      </h2>
      <address className="oaddress">
        {[shipping.name, shipping.company, shipping.line1, shipping.line2, town, shipping.country].filter(Boolean).map((line) => (
          <span key={line}>{line}</span>
        ))}
        <a className="link" href={`mailto:${order.email}`}>
          {order.email}
        </a>
      </address>
      {order.allowed.includes('edit') && <Readdress order={order} />}
    </section>
  )
}

function Readdress({ order }: { readonly order: AdminOrder }) {
  const [words, queries] = [useWords(), useQueryClient()]
  const { shipping } = order.addresses
  const readdress = useMutation({
    mutationFn: (form: FormData) => {
      const typed = parts.map((part) => [part, String(form.get(`to-${part}`)).trim()] as const).filter(([, text]) => text !== '')
      const body = {
        shipping: {
          ...Object.fromEntries(typed),
          country: shipping.country,
          ...(shipping.vatNumber && { vatNumber: shipping.vatNumber }),
          ...(shipping.region && { region: shipping.region }),
        },
      }
      return ask<AdminOrder>(`/v1/admin/orders/${order.id}/addresses`, { method: 'PUT', body })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] }),
  })
  const problem = readdress.error instanceof Refused ? readdress.error.problem : undefined
  const failed = readdress.error && (problem?.status === 403 ? words.noRightFor : (problem?.title ?? words.offline))
  return (
    <details className="ofold">
      <summary>{words.readdress}</summary>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (!readdress.isPending) readdress.mutate(new FormData(event.currentTarget))
        }}
      >
        {parts.map((part) => (
          <Field
            key={part}
            id={`to-${part}`}
            label={words.addressParts[part]}
            error={part === 'name' ? (failed ?? undefined) : undefined}
            defaultValue={shipping[part] ?? ''}
            maxLength={100}
            required={needed.has(part)}
          />
        ))}
        <button className="ob" type="submit" aria-disabled={readdress.isPending || undefined}>
          {words.readdressButton}
        </button>
      </form>
    </details>
  )
}
