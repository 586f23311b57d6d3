import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Promotion, PutPromotion } from '@vitrine/gateway/schemas/admin-promotions'
import type { PromotionUse } from '@vitrine/gateway/schemas/admin-prices'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import { ask, isAnswered, newKey } from '../api.ts'
import { momentText } from '../parts/day-text.ts'
import { useLeaveWarning } from '../parts/leave-warning.ts'
import { ListPage, rowsOf } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { plainAmount } from '../parts/plain-amount.ts'
import { copyOf, draftOf, newDraft, promotionBody } from '../parts/promotion-draft.ts'
import { PromotionCodes } from '../parts/promotion-codes.tsx'
import { PromotionForm } from '../parts/promotion-form.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Told } from '../parts/told.tsx'
import { shortId } from '../session.ts'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'
import { useCurrency } from '../session.ts'

const list = '/v1/admin/promotions'

/** A promotion, to read and to change, with the orders that used it. */
export function PromotionPage() {
  const words = useWords()
  const { promotionId = '' } = useParams()
  const isNew = promotionId === 'new'
  const copied = (useLocation().state as { copy?: PutPromotion } | null)?.copy
  const found = useQuery({
    queryKey: [list, promotionId],
    enabled: !isNew,
    staleTime: Number.POSITIVE_INFINITY, // never pulled away under somebody's typing
    queryFn: ({ signal }) => ask<Promotion>(`${list}/${encodeURIComponent(promotionId)}`, { signal }),
  })
  if (isNew) return <Editor key={copied ? 'copy' : 'new'} promotion={undefined} copied={copied} />
  if (found.error) return <FailedPage error={found.error} retry={found.refetch} title={words.promotions} list="/promotions" />
  if (!found.data) return <Waiting rows={10} />
  return (
    <>
      <Editor key={found.data.id} promotion={found.data} copied={undefined} />
      {found.data.needsCode && <PromotionCodes promotionId={found.data.id} />}
      <Uses promotion={found.data} />
    </>
  )
}

interface EditorProps {
  readonly promotion: Promotion | undefined
  /** A new one begins as another is, under another code. */
  readonly copied: PutPromotion | undefined
}

function Editor({ promotion, copied }: EditorProps) {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const currency = useCurrency()
  const before = promotion ? draftOf(promotion, currency) : newDraft(currency)
  const [draft, setDraft] = useState(copied ?? before)
  const [shown, setShown] = useState(0) // fields with a memory of what was typed begin anew
  const wasMade = (useLocation().state as { saved?: true } | null)?.saved
  const isChanged = JSON.stringify(draft) !== JSON.stringify(before)
  useLeaveWarning(isChanged, own.leave)
  const save = useSaving(promotion?.id, (saved) => setDraft(draftOf(saved, currency)))
  return (
    <>
      <PageTitle
        title={promotion ? promotion.code || promotion.title?.[locale] || words.promotions : own.newPromotion}
        above={<Link to="/promotions">{words.promotions}</Link>}
      >
        <Link className="ob" to={`/promotions/explain${promotion?.code ? `?coupons=${encodeURIComponent(promotion.code)}` : ''}`}>
          {own.explain}
        </Link>
        {promotion && (
          <Link className="ob" to="/promotions/new" state={{ copy: copyOf(promotion, currency) }}>
            {own.copyPromotion}
          </Link>
        )}
      </PageTitle>
      <form
        className="oeditor"
        onSubmit={(event) => {
          event.preventDefault()
          if (isChanged && !save.isPending) save.mutate(promotionBody(draft))
        }}
      >
        <SaveBar
          isChanged={isChanged}
          isSaving={save.isPending}
          isSaved={save.isSuccess || wasMade === true}
          onCancel={() => {
            setDraft(before)
            setShown(shown + 1)
            save.reset()
          }}
        />
        {save.error && <Told error={save.error} known={{ 'code-taken': words.codeTaken }} />}
        {!isChanged && promotion?.warnings && <Warnings warnings={promotion.warnings} />}
        <PromotionForm key={shown} draft={draft} onChange={setDraft} />
      </form>
    </>
  )
}

/** Saved, and yet of no use: why. */
function Warnings({ warnings }: { readonly warnings: NonNullable<Promotion['warnings']> }) {
  const own = usePriceWords()
  return (
    <div className="note" role="alert">
      <div>
        <p>{own.mayNeverApply}</p>
        <ul>
          {warnings.map(({ code, text }) => (
            <li key={code}>{text}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

/** One press is one save; a new promotion goes to its own address. */
function useSaving(id: string | undefined, onSaved: (saved: Promotion) => void) {
  const [queries, navigate] = [useQueryClient(), useNavigate()]
  const [key, setKey] = useState(newKey)
  return useMutation({
    mutationFn: (body: PutPromotion) => {
      return id
        ? ask<Promotion>(`${list}/${encodeURIComponent(id)}`, { method: 'PUT', key, body })
        : ask<Promotion>(list, { method: 'POST', key, body })
    },
    onSuccess: async (saved) => {
      setKey(newKey())
      queries.setQueryData([list, saved.id], saved)
      onSaved(saved)
      await queries.invalidateQueries(rowsOf(list))
      if (!id) await navigate(`/promotions/${saved.id}`, { replace: true, state: { saved: true } })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another save
    },
  })
}

/** The rows behind "used". */
function Uses({ promotion: { id } }: { readonly promotion: Promotion }) {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  return (
    <section aria-labelledby="uses">
      <h2 className="oh" id="uses">
        {own.uses}
      </h2>
      <ListPage<PromotionUse>
        path={`${list}/${encodeURIComponent(id)}/uses`}
        caption={own.uses}
        idOf={({ orderId }) => orderId}
        empty={own.noUses}
        fileName="promotion"
        columns={[
          {
            name: own.order,
            isHead: true,
            cell: ({ orderId }) => (
              <Link className="mono" to={`/orders/${orderId}`}>
                {shortId(orderId)}
              </Link>
            ),
            plain: ({ orderId }) => orderId,
          },
          { name: words.at, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time>, plain: ({ at }) => at },
          {
            name: own.gave,
            isNumber: true,
            isCorner: true,
            cell: ({ discount }) => formatMoney(locale, discount),
            plain: ({ discount }) => plainAmount(discount),
          },
        ]}
      />
    </section>
  )
}
