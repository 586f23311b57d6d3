import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminCategory, MakeCategory } from '@vitrine/gateway/schemas/admin-categories'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { CategoryForm } from '../parts/category-form.tsx'
import { useLeaveWarning } from '../parts/leave-warning.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Told } from '../parts/told.tsx'
import { categoriesPath, useCategories } from '../parts/use-categories.ts'
import { type CategoryWords, useCategoryWords } from '../words/categories.ts'
import { useWords } from '../words/words.tsx'
import { Lost } from './lost.tsx'

/** A category: its names, its address and where it stands; taken away when nothing is in it. */
export function CategoryPage() {
  const { categoryId = '' } = useParams()
  const list = useCategories()
  if (list.error && !list.data) return <Failed error={list.error} retry={list.refetch} />
  if (!list.data) return <Waiting rows={8} />
  const all = list.data.items
  if (categoryId === 'new') return <Editor key="new" all={all} category={undefined} />
  const category = all.find(({ id }) => id === categoryId)
  return category ? <Editor key={category.id} all={all} category={category} /> : <Lost />
}

const blank: MakeCategory = { slug: '', name: { fr: '', en: '' }, intro: { fr: '', en: '' }, parentId: '' }
const draftOf = ({ id: _, position: __, productCount: ___, ...terms }: AdminCategory): MakeCategory => terms

function Editor({ all, category }: { readonly all: readonly AdminCategory[]; readonly category: AdminCategory | undefined }) {
  const [words, own, locale] = [useWords(), useCategoryWords(), useLocale()]
  const [saved, setSaved] = useState(() => (category ? draftOf(category) : blank))
  const [draft, setDraft] = useState(saved)
  const wasMade = (useLocation().state as { saved?: true } | null)?.saved
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)
  useLeaveWarning(isChanged, own.leave)
  const save = useSaving(category?.id, (answer) => {
    setSaved(draftOf(answer))
    setDraft(draftOf(answer))
  })
  return (
    <>
      <PageTitle title={category?.name[locale] ?? own.make} above={<Link to="/categories">{own.title}</Link>} />
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
            save.reset()
          }}
        />
        {save.error && <Told error={save.error} fieldText={(path) => categoryFieldText(path, own, words.colon)} />}
        <CategoryForm draft={draft} all={all} id={category?.id} isNew={!category} onChange={setDraft} />
      </form>
      {category && <Remove category={category} />}
    </>
  )
}

function Remove({ category }: { readonly category: AdminCategory }) {
  const [own, queries, navigate] = [useCategoryWords(), useQueryClient(), useNavigate()]
  const remove = useMutation({
    mutationFn: () => ask(`${categoriesPath}/${encodeURIComponent(category.id)}`, { method: 'DELETE', key: newKey() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [categoriesPath] })
      await navigate('/categories')
    },
  })
  const problem = remove.error instanceof Refused ? remove.error.problem : undefined
  return (
    <section className="omore">
      <p className="fine ink-3">{own.removeHint}</p>
      {remove.error && (
        <Told
          error={remove.error}
          known={{ 'category-in-use': own.inUse(Number(problem?.['productsInIt']), Number(problem?.['categoriesBelow'])) }}
        />
      )}
      <button
        className="ob"
        type="button"
        aria-disabled={remove.isPending || undefined}
        onClick={() => !remove.isPending && remove.mutate()}
      >
        {own.remove}
      </button>
    </section>
  )
}

/** One press is one save; a new category goes to its own address. */
function useSaving(id: string | undefined, onSaved: (saved: AdminCategory) => void) {
  const [queries, navigate] = [useQueryClient(), useNavigate()]
  const [key, setKey] = useState(newKey)
  return useMutation({
    mutationFn: (body: MakeCategory) =>
      id
        ? ask<AdminCategory>(`${categoriesPath}/${encodeURIComponent(id)}`, { method: 'PUT', key, body })
        : ask<AdminCategory>(categoriesPath, { method: 'POST', key, body }),
    onSuccess: async (saved) => {
      setKey(newKey())
      onSaved(saved)
      await queries.invalidateQueries({ queryKey: [categoriesPath] })
      if (!id) await navigate(`/categories/${encodeURIComponent(saved.id)}`, { replace: true, state: { saved: true } })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another save
    },
  })
}

/** A refused field in words. */
export function categoryFieldText(path: string, own: CategoryWords, colon: string): string {
  const labels: Readonly<Record<string, string>> = {
    ...{ slug: own.slug, 'name.fr': own.nameFr, 'name.en': own.nameEn, categories: own.parent },
  }
  return `${labels[path] ?? path}${colon} ${own.why[path as keyof typeof own.why] ?? own.why.text}`
}
