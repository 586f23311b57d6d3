import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DeliveryMethod } from '@vitrine/gateway/schemas/admin-delivery'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask, newKey } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { MoveButtons, movedBy } from '../parts/move-buttons.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { Status } from '../parts/status.tsx'
import { Told } from '../parts/told.tsx'
import { deliveryPath, useDeliveryMethods } from '../parts/use-delivery-methods.ts'
import { useDeliveryWords } from '../words/delivery.ts'

/** Delivery methods in the order shoppers see them, each with where it goes and from what price. */
export function Delivery() {
  const own = useDeliveryWords()
  const list = useDeliveryMethods()
  return (
    <>
      <PageTitle title={own.title} intro={own.intro}>
        <Link className="ob main" to="/delivery/new">
          {own.make}
        </Link>
      </PageTitle>
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : !list.data ? (
        <Waiting rows={4} />
      ) : list.data.items.length === 0 ? (
        <p className="empty">{own.none}</p>
      ) : (
        <Methods methods={list.data.items} />
      )}
    </>
  )
}

function Methods({ methods }: { readonly methods: readonly DeliveryMethod[] }) {
  const [own, locale, queries] = [useDeliveryWords(), useLocale(), useQueryClient()]
  const order = useMutation({
    mutationFn: ({ methodIds }: { methodIds: string[]; told: string }) =>
      ask<{ items: DeliveryMethod[] }>(deliveryPath, { method: 'PUT', key: newKey(), body: { methodIds } }),
    onSuccess: (answer) => queries.setQueryData([deliveryPath], answer),
    onError: () => queries.invalidateQueries({ queryKey: [deliveryPath] }),
  })
  const at = (method: DeliveryMethod) => methods.findIndex(({ id }) => id === method.id)
  const move = (method: DeliveryMethod, by: -1 | 1) => {
    if (order.isPending) return
    const methodIds = movedBy(methods, at(method), by).map(({ id }) => id)
    order.mutate({ methodIds, told: own.moved(method.name[locale], methodIds.indexOf(method.id) + 1) })
  }
  return (
    <>
      {order.error && <Told error={order.error} />}
      <p className="sr" role="status">
        {order.isSuccess ? order.variables.told : ''}
      </p>
      <DataTable<DeliveryMethod>
        caption={own.title}
        rows={methods}
        idOf={({ id }) => id}
        columns={[
          { name: own.name, isHead: true, cell: ({ id, name }) => <Link to={`/delivery/${id}`}>{name[locale] || name.fr}</Link> },
          { name: own.kind, cell: ({ kind }) => own.kinds[kind] },
          { name: own.carrier, cell: ({ carrier }) => carrier },
          { name: own.zones, cell: ({ rates }) => [...new Set(rates.map(({ zone }) => zone))].join(', ') },
          {
            name: own.price,
            isNumber: true,
            cell: ({ rates }) => [...new Set(rates.map(({ price }) => formatMoney(locale, price)))].join(', '),
          },
          { name: own.days, isNumber: true, cell: ({ daysMin, daysMax }) => own.dayRange(daysMin, daysMax) },
          {
            name: own.inUse,
            isCorner: true,
            cell: ({ inUse }) => <Status text={inUse ? own.inUse : own.outOfUse} tone={inUse ? 'verre' : ''} />,
          },
          {
            name: own.order,
            cell: (method) => (
              <MoveButtons
                up={own.up(method.name[locale])}
                down={own.down(method.name[locale])}
                isFirst={at(method) === 0}
                isLast={at(method) === methods.length - 1}
                onMove={(by) => move(method, by)}
              />
            ),
          },
        ]}
      />
    </>
  )
}
