import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DeliveryMethod, MakeDeliveryMethod } from '@vitrine/gateway/schemas/admin-delivery'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { blankMethod, deliveryFieldText, draftOf, methodOf } from '../parts/delivery-draft.ts'
import { DeliveryForm } from '../parts/delivery-form.tsx'
import { useLeaveWarning } from '../parts/leave-warning.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Told } from '../parts/told.tsx'
import { deliveryPath, useDeliveryMethods } from '../parts/use-delivery-methods.ts'
import { useDeliveryWords } from '../words/delivery.ts'
import { useWords } from '../words/words.tsx'
import { Lost } from './lost.tsx'
import { useCurrency } from '../session.ts'

/** A delivery method and its rates, to make, to change and to take out of use. */
export function DeliveryMethodPage() {
  const { methodId = '' } = useParams()
  const list = useDeliveryMethods()
  if (methodId === 'new') return <Editor key="new" method={undefined} />
  if (list.error && !list.data) return <Failed error={list.error} retry={list.refetch} />
  if (!list.data) return <Waiting rows={10} />
  const method = list.data.items.find(({ id }) => id === methodId)
  return method ? <Editor key={method.id} method={method} /> : <Lost />
}

function Editor({ method }: { readonly method: DeliveryMethod | undefined }) {
  const [words, own, locale, queries] = [useWords(), useDeliveryWords(), useLocale(), useQueryClient()]
  const [seen, setSeen] = useState(method) // what is typed on; the list may be read again under it
  const currency = useCurrency()
  const [draft, setDraft] = useState(() => (method ? draftOf(method) : blankMethod(currency)))
  const [saved, setSaved] = useState(draft)
  const [shown, setShown] = useState(0) // fields with a memory of what was typed begin anew
  const [isUnfinished, setUnfinished] = useState(false)
  const wasMade = (useLocation().state as { saved?: true } | null)?.saved
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)
  useLeaveWarning(isChanged, own.leave)
  const show = (answer: DeliveryMethod) => {
    const next = draftOf(answer)
    setSeen(answer)
    setSaved(next)
    setDraft(next)
    setShown((n) => n + 1)
  }
  const save = useSaving(method?.id, show)
  const send = (version: number | undefined) => {
    const body = methodOf(draft)
    setUnfinished(!body)
    if (body && !save.isPending) save.mutate({ body, version })
  }
  const staleVersion =
    save.error instanceof Refused && save.error.problem.status === 412 ? Number(save.error.problem['version']) : undefined
  const takeSaved = async () => {
    const { items } = await queries.fetchQuery({
      queryKey: [deliveryPath],
      queryFn: () => ask<{ items: DeliveryMethod[] }>(deliveryPath),
      staleTime: 0,
    })
    const theirs = items.find(({ id }) => id === method?.id)
    if (theirs) show(theirs)
    save.reset()
  }
  return (
    <>
      <PageTitle title={seen?.name[locale] ?? own.make} above={<Link to="/delivery">{own.title}</Link>} />
      <form
        className="oeditor"
        onSubmit={(event) => {
          event.preventDefault()
          const wrong = event.currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]')
          wrong?.focus()
          setUnfinished(wrong !== null)
          if (isChanged && !wrong) send(seen?.version)
        }}
      >
        <SaveBar
          isChanged={isChanged}
          isSaving={save.isPending}
          isSaved={save.isSuccess || wasMade === true}
          onCancel={() => {
            setDraft(saved)
            setShown(shown + 1)
            setUnfinished(false)
            save.reset()
          }}
        />
        {isUnfinished && (
          <p className="note bad" role="alert">
            {own.fillIn}
          </p>
        )}
        {save.error && (
          <Told error={save.error} known={{ 'stale-version': own.stale }} fieldText={(path) => deliveryFieldText(path, own, words.colon)}>
            {staleVersion !== undefined && (
              <p className="oact">
                <button className="ob" type="button" onClick={() => void takeSaved()}>
                  {own.takeSaved}
                </button>
                <button className="ob" type="button" onClick={() => send(staleVersion)}>
                  {own.overwrite}
                </button>
              </p>
            )}
          </Told>
        )}
        <DeliveryForm key={shown} draft={draft} onChange={setDraft} />
      </form>
    </>
  )
}

/** One press is one save; a new method goes to its own address. */
function useSaving(id: string | undefined, onSaved: (saved: DeliveryMethod) => void) {
  const [queries, navigate] = [useQueryClient(), useNavigate()]
  const [key, setKey] = useState(newKey)
  return useMutation({
    mutationFn: ({ body, version }: { body: MakeDeliveryMethod; version: number | undefined }) =>
      id
        ? ask<DeliveryMethod>(`${deliveryPath}/${encodeURIComponent(id)}`, { method: 'PUT', key, body, ifMatch: String(version) })
        : ask<DeliveryMethod>(deliveryPath, { method: 'POST', key, body }),
    onSuccess: async (saved) => {
      setKey(newKey())
      onSaved(saved)
      await queries.invalidateQueries({ queryKey: [deliveryPath] })
      if (!id) await navigate(`/delivery/${saved.id}`, { replace: true, state: { saved: true } })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another save
    },
  })
}
