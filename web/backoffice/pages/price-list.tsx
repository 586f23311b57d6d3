import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { MakePriceList, PriceListAnswer } from '@vitrine/gateway/schemas/admin-prices'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { useLeaveWarning } from '../parts/leave-warning.ts'
import { ListEnd } from '../parts/list-end.tsx'
import { listState, ListStateMark } from '../parts/list-state.tsx'
import { rowsOf } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PriceListForm } from '../parts/price-list-form.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Told } from '../parts/told.tsx'
import { usePriceWords } from '../words/prices.ts'
import { useCurrency } from '../session.ts'

const lists = '/v1/admin/price-lists'

/** A price list, to read, to change and to end. */
export function PriceListPage() {
  const own = usePriceWords()
  const { listId = '' } = useParams()
  const isNew = listId === 'new'
  const found = useQuery({
    queryKey: [lists, listId],
    enabled: !isNew,
    staleTime: Number.POSITIVE_INFINITY, // never pulled away under somebody's typing
    queryFn: ({ signal }) => ask<PriceListAnswer>(`${lists}/${encodeURIComponent(listId)}`, { signal }),
  })
  if (isNew) return <Editor key="new" list={undefined} />
  if (found.error) return <FailedPage error={found.error} retry={found.refetch} title={own.priceLists} list="/price-lists" />
  if (!found.data) return <Waiting rows={10} />
  return (
    <>
      <Editor key={`${found.data.id} ${found.data.state}`} list={found.data} />
      <ListEnd list={found.data} />
    </>
  )
}

const blank = (currency: string): MakePriceList => ({ title: { fr: '', en: '' }, currency, startsAt: new Date().toISOString(), prices: [] })
const draftOf = ({ id: _, state: __, ...list }: PriceListAnswer): MakePriceList => list

function Editor({ list }: { readonly list: PriceListAnswer | undefined }) {
  const [own, locale] = [usePriceWords(), useLocale()]
  const currency = useCurrency()
  const [before] = useState(() => (list ? draftOf(list) : blank(currency)))
  const [saved, setSaved] = useState(before)
  const [draft, setDraft] = useState(before)
  const [shown, setShown] = useState(0) // fields with a memory of what was typed begin anew
  const wasMade = (useLocation().state as { saved?: true } | null)?.saved
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)
  useLeaveWarning(isChanged, own.leave)
  const save = useSaving(list?.id, (answer) => {
    setSaved(draftOf(answer))
    setDraft(draftOf(answer))
  })
  return (
    <>
      <PageTitle
        title={list?.title[locale] ?? own.newList}
        above={<Link to="/price-lists">{own.priceLists}</Link>}
        intro={list && <ListStateMark state={listState(list, new Date())} />}
      />
      <form
        className="oeditor"
        onSubmit={(event) => {
          event.preventDefault()
          if (isChanged && !save.isPending) save.mutate(draft)
        }}
      >
        <SaveBar
          isChanged={isChanged}
          isSaving={save.isPending}
          isSaved={save.isSuccess || wasMade === true}
          onCancel={() => {
            setDraft(saved)
            setShown(shown + 1)
            save.reset()
          }}
        />
        {save.error && (
          <Told error={save.error} known={{ 'list-overlaps': own.listOverlaps, 'list-begun': own.listBegun }}>
            <Conflict error={save.error} />
          </Told>
        )}
        <PriceListForm key={shown} draft={draft} onChange={setDraft} />
      </form>
    </>
  )
}

/** The list that is in the way, by name. */
function Conflict({ error }: { readonly error: Error }) {
  const locale = useLocale()
  const listId = error instanceof Refused ? error.problem['listId'] : undefined
  const other = useQuery({
    queryKey: [lists, listId],
    enabled: typeof listId === 'string',
    queryFn: ({ signal }) => ask<PriceListAnswer>(`${lists}/${encodeURIComponent(String(listId))}`, { signal }),
  })
  if (typeof listId !== 'string') return null
  return <Link to={`/price-lists/${listId}`}>{other.data?.title[locale] ?? listId}</Link>
}

/** One press is one save; a new list goes to its own address. */
function useSaving(id: string | undefined, onSaved: (saved: PriceListAnswer) => void) {
  const [queries, navigate] = [useQueryClient(), useNavigate()]
  const [key, setKey] = useState(newKey)
  return useMutation({
    mutationFn: (body: MakePriceList) =>
      id
        ? ask<PriceListAnswer>(`${lists}/${encodeURIComponent(id)}`, { method: 'PUT', key, body })
        : ask<PriceListAnswer>(lists, { method: 'POST', key, body }),
    onSuccess: async (saved) => {
      setKey(newKey())
      queries.setQueryData([lists, saved.id], saved)
      onSaved(saved)
      await queries.invalidateQueries(rowsOf(lists))
      if (!id) await navigate(`/price-lists/${saved.id}`, { replace: true, state: { saved: true } })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another save
    },
  })
}
