import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminPage } from '@vitrine/gateway/schemas/admin-pages'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { ask, newKey } from '../api.ts'
import { Area, Text } from '../parts/form-fields.tsx'
import { useLeaveWarning } from '../parts/leave-warning.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Told } from '../parts/told.tsx'
import { pagesPath, usePages } from '../parts/use-pages.ts'
import { usePageWords } from '../words/pages.ts'
import { useWords } from '../words/words.tsx'
import { Lost } from './lost.tsx'

/** One page of words, both languages side by side. */
export function ShopPage() {
  const { slug } = useParams()
  const list = usePages()
  if (list.error && !list.data) return <Failed error={list.error} retry={list.refetch} />
  if (!list.data) return <Waiting rows={10} />
  const page = list.data.items.find((one) => one.slug === slug)
  return page ? <Editor key={page.slug} page={page} /> : <Lost />
}

type Draft = Pick<AdminPage, 'title' | 'body'>
const draftOf = ({ title, body }: AdminPage): Draft => ({ title, body })

function Editor({ page }: { readonly page: AdminPage }) {
  const [words, own, locale, queries] = [useWords(), usePageWords(), useLocale(), useQueryClient()]
  const [saved, setSaved] = useState(page)
  const [draft, setDraft] = useState(() => draftOf(page))
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(saved))
  useLeaveWarning(isChanged, own.leave)
  const path = `${pagesPath}/${encodeURIComponent(page.slug)}`
  const save = useMutation({
    mutationFn: (body: Draft | undefined) =>
      body ? ask<AdminPage>(path, { method: 'PUT', key: newKey(), body }) : ask<AdminPage>(path, { method: 'DELETE', key: newKey() }),
    onSuccess: async (answer) => {
      setSaved(answer)
      setDraft(draftOf(answer))
      await queries.invalidateQueries({ queryKey: [pagesPath] })
    },
  })
  const labels: Readonly<Record<string, string>> = {
    ...{ 'title.fr': own.titleFr, 'title.en': own.titleEn, 'body.fr': own.bodyFr, 'body.en': own.bodyEn },
  }
  const { title, body } = draft
  return (
    <>
      <PageTitle title={saved.title[locale]} above={<Link to="/pages">{own.title}</Link>} />
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
          isSaved={save.isSuccess}
          onCancel={() => {
            setDraft(draftOf(saved))
            save.reset()
          }}
        />
        {save.error && <Told error={save.error} fieldText={(field) => `${labels[field] ?? field}${words.colon} ${own.why}`} />}
        <p className="fine ink-3">{own.bodyHint}</p>
        <div className="frn">
          <Text label={own.titleFr} value={title.fr} required onChange={(fr) => setDraft({ ...draft, title: { ...title, fr } })} />
          <Text label={own.titleEn} value={title.en} required onChange={(en) => setDraft({ ...draft, title: { ...title, en } })} />
          <Area label={own.bodyFr} rows={24} value={body.fr} onChange={(fr) => setDraft({ ...draft, body: { ...body, fr } })} />
          <Area label={own.bodyEn} rows={24} value={body.en} onChange={(en) => setDraft({ ...draft, body: { ...body, en } })} />
        </div>
      </form>
      {saved.isOwn && (
        <section className="omore">
          <p className="fine ink-3">{own.resetHint}</p>
          <button
            className="ob"
            type="button"
            aria-disabled={save.isPending || undefined}
            onClick={() => !save.isPending && save.mutate(undefined)}
          >
            {own.reset}
          </button>
        </section>
      )}
    </>
  )
}
