import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AdminProduct, AdminProductAnswer } from '@vitrine/gateway/schemas/admin'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { ask, newKey, Refused } from '../api.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { ProductForm } from '../parts/product-form.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
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
  return <Editor key={`${found.data.id} ${found.data.version}`} answer={found.data} />
}

function Editor({ answer }: { readonly answer: AdminProductAnswer }) {
  const [words, queries, navigate] = [useWords(), useQueryClient(), useNavigate()]
  const [draft, setDraft] = useState(answer.product)
  const [pictures, setPictures] = useState<readonly string[]>(answer.pictures.map(({ url }) => url))
  const [key, setKey] = useState(newKey)
  const isNew = answer.id === ''
  const isChanged = JSON.stringify(draft) !== JSON.stringify(answer.product)
  const save = useMutation({
    mutationFn: () =>
      isNew
        ? ask<AdminProductAnswer>('/v1/admin/products', { method: 'POST', key, body: draft })
        : ask<AdminProductAnswer>(`/v1/admin/products/${answer.id}`, {
            method: 'PATCH',
            key,
            ifMatch: String(answer.version),
            body: draft,
          }),
    onSuccess: async (saved) => {
      queries.setQueryData(['/v1/admin/products', saved.id], saved)
      await queries.invalidateQueries({ queryKey: ['/v1/admin/products'], refetchType: 'none' })
      if (isNew) await navigate(`/products/${saved.id}`, { replace: true })
    },
    onError: () => setKey(newKey()),
  })
  return (
    <>
      <PageTitle title={draft.name.fr || words.newProduct}>
        {!isNew && draft.status === 'published' && (
          <a className="ob" href={`/p/${answer.product.slug}`}>
            {words.seeProduct}
          </a>
        )}
      </PageTitle>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <div className="osave">
          <p role="status">{save.isPending ? words.saving : isChanged ? words.unsaved : save.isSuccess ? words.saved : ''}</p>
          <div className="oact">
            <button className="ob" type="button" aria-disabled={!isChanged || undefined} onClick={() => setDraft(answer.product)}>
              {words.cancel}
            </button>
            <button className="ob main" type="submit" aria-disabled={!isChanged || save.isPending || undefined}>
              {words.save}
            </button>
          </div>
        </div>
        {save.error && <Told error={save.error} />}
        <ProductForm draft={draft} onChange={setDraft} pictures={pictures} onPictures={setPictures} isNew={isNew} />
      </form>
    </>
  )
}

/** Why it was not saved, and at which field. */
function Told({ error }: { readonly error: Error }) {
  const words = useWords()
  const problem = error instanceof Refused ? error.problem : undefined
  const missing = Array.isArray(problem?.['missing']) ? problem['missing'].join(', ') : ''
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
              <span className="mono">{path}</span> {message}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
