import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AdminProduct, AdminProductAnswer } from '@vitrine/gateway/schemas/admin-products'
import { type ReactNode, useState } from 'react'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { useLeaveWarning } from '../parts/leave-warning.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { fieldText, fieldTexts } from '../parts/field-text.ts'
import { ProductForm } from '../parts/product-form.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { ProductStatusMark } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

const blank: AdminProduct = {
  slug: '',
  kind: 'eyewear',
  brand: '',
  name: { fr: '', en: '' },
  summary: { fr: '', en: '' },
  description: { fr: '', en: '' },
  categoryIds: [],
  attributes: {},
  images: [],
  variants: [{ id: newKey(), sku: '', options: {}, attributes: {} }],
  status: 'draft',
}

/** A product, to read and to change. What is typed is kept when saving is refused. */
export function ProductPage() {
  const words = useWords()
  const { productId = '' } = useParams()
  const isNew = productId === 'new'
  const found = useQuery({
    queryKey: ['/v1/admin/products', productId],
    enabled: !isNew,
    staleTime: Number.POSITIVE_INFINITY, // never pulled away under somebody's typing
    queryFn: ({ signal }) => ask<AdminProductAnswer>(`/v1/admin/products/${encodeURIComponent(productId)}`, { signal }),
  })
  if (isNew) return <Editor key="new" answer={{ id: '', version: 0, product: blank, pictures: [] }} />
  if (found.error) return <FailedPage error={found.error} retry={found.refetch} title={words.products} list="/products" />
  if (!found.data) return <Waiting rows={12} />
  return <Editor key={found.data.id} answer={found.data} />
}

function Editor({ answer }: { readonly answer: AdminProductAnswer }) {
  const [words, queries, navigate] = [useWords(), useQueryClient(), useNavigate()]
  const [draft, setDraft] = useState(answer.product)
  const [pictures, setPictures] = useState<readonly string[]>(answer.pictures.map(({ url }) => url))
  const [key, setKey] = useState(newKey)
  const [shown, setShown] = useState(0) // fields with a memory of what was typed begin anew
  const wasMade = (useLocation().state as { saved?: true } | null)?.saved
  const isNew = answer.id === ''
  const isChanged = JSON.stringify(draft) !== JSON.stringify(answer.product)
  useLeaveWarning(isChanged, words.leave)
  const show = ({ product, pictures: found }: AdminProductAnswer) => {
    setDraft(product)
    setPictures(found.map(({ url }) => url))
    setShown((before) => before + 1)
  }
  const save = useMutation({
    mutationFn: ({ body, version }: { body: AdminProduct; version: number }) =>
      isNew
        ? ask<AdminProductAnswer>('/v1/admin/products', { method: 'POST', key, body })
        : ask<AdminProductAnswer>(`/v1/admin/products/${answer.id}`, { method: 'PATCH', key, ifMatch: String(version), body }),
    onSuccess: async (saved, { body }) => {
      setKey(newKey())
      setDraft((now) => (now === body ? saved.product : now)) // what was typed meanwhile stays
      queries.setQueryData(['/v1/admin/products', saved.id], saved)
      await queries.invalidateQueries({ queryKey: ['/v1/admin/products'], refetchType: 'none' })
      if (isNew) await navigate(`/products/${saved.id}`, { replace: true, state: { saved: true } })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another save
    },
  })
  const takeSaved = async () => {
    const saved = await queries.fetchQuery({
      queryKey: ['/v1/admin/products', answer.id],
      queryFn: () => ask<AdminProductAnswer>(`/v1/admin/products/${answer.id}`),
      staleTime: 0,
    })
    show(saved)
    save.reset()
  }
  const isSaved = save.isSuccess || wasMade
  return (
    <>
      <PageTitle
        title={draft.name.fr || words.newProduct}
        above={<Link to="/products">{words.products}</Link>}
        intro={isNew ? undefined : <ProductStatusMark status={answer.product.status} />}
      >
        {!isNew && draft.status === 'published' && (
          <a className="ob" href={`/p/${answer.product.slug}`}>
            {words.seeProduct}
          </a>
        )}
      </PageTitle>
      <form
        className="oeditor"
        onSubmit={(event) => {
          event.preventDefault()
          if (isChanged && !save.isPending) save.mutate({ body: draft, version: answer.version })
        }}
      >
        <div className="osave">
          <p role="status">{save.isPending ? words.saving : isChanged ? words.unsaved : isSaved ? words.saved : ''}</p>
          <div className="oact">
            <button className="ob" type="button" aria-disabled={!isChanged || undefined} onClick={() => show(answer)}>
              {words.cancel}
            </button>
            <button className="ob main" type="submit" aria-disabled={!isChanged || save.isPending || undefined}>
              {words.save}
            </button>
          </div>
        </div>
        {save.error && (
          <Told error={save.error}>
            {staleVersion(save.error) !== undefined && (
              <p className="oact">
                <a className="ob" href={`/admin/products/${answer.id}`} target="_blank" rel="noreferrer">
                  {words.compare}
                </a>
                <button className="ob" type="button" onClick={() => void takeSaved()}>
                  {words.takeSaved}
                </button>
                <button
                  className="ob"
                  type="button"
                  onClick={() => save.mutate({ body: draft, version: staleVersion(save.error) ?? answer.version })}
                >
                  {words.overwrite}
                </button>
              </p>
            )}
          </Told>
        )}
        <ProductForm key={shown} draft={draft} onChange={setDraft} pictures={pictures} onPictures={setPictures} isNew={isNew} />
      </form>
    </>
  )
}

/** The version somebody else saved meanwhile. */
function staleVersion(error: Error | null): number | undefined {
  const version = error instanceof Refused && error.problem.status === 412 ? error.problem['version'] : undefined
  return typeof version === 'number' ? version : undefined
}

/** Why it was not saved, and at which field. */
function Told({ error, children }: { readonly error: Error; readonly children: ReactNode }) {
  const words = useWords()
  const problem = error instanceof Refused ? error.problem : undefined
  const missing = Array.isArray(problem?.['missing']) ? fieldTexts(problem['missing'].map(String), words) : ''
  const text =
    problem?.status === 412
      ? words.stale
      : problem?.code === 'not-publishable'
        ? words.notPublishable(missing)
        : problem?.status === 403
          ? words.noRightFor
          : problem?.errors?.length
            ? words.badField
            : (problem?.detail ?? problem?.title ?? words.offline)
  return (
    <div className="note bad" role="alert">
      <div>
        <p>{text}</p>
        <ul>
          {problem?.errors?.map(({ path, message }) => (
            <li key={path}>
              {fieldText(path, words)}
              {words.colon} {message}
            </li>
          ))}
        </ul>
        {children}
      </div>
    </div>
  )
}
