import type { AdminCategory, MakeCategory } from '@vitrine/gateway/schemas/admin-categories'
import { useLocale } from '@vitrine/ui/locale'
import { useCategoryWords } from '../words/categories.ts'
import { Area, Choice, Text } from './form-fields.tsx'
import { slugOf } from './slug-of.ts'
import { depthOf, possibleParents } from './use-categories.ts'

interface CategoryFormProps {
  readonly draft: MakeCategory
  readonly all: readonly AdminCategory[]
  readonly id: string | undefined
  /** Its address follows its French name until one is typed. */
  readonly isNew: boolean
  readonly onChange: (draft: MakeCategory) => void
}

export function CategoryForm({ draft, all, id, isNew, onChange }: CategoryFormProps) {
  const [own, locale] = [useCategoryWords(), useLocale()]
  const { name, intro, slug, parentId } = draft
  const set = (part: Partial<MakeCategory>) => onChange({ ...draft, ...part })
  const follows = isNew && slug === slugOf(name.fr)
  const parents = Object.fromEntries(
    possibleParents(all, id).map((one) => [one.id, `${'\u2014\u00a0'.repeat(depthOf(all, one))}${one.name[locale]}`]),
  )
  const setKind = (kind: keyof typeof own.kinds) => {
    const { kind: _, ...rest } = draft
    onChange(kind ? { ...rest, kind } : rest)
  }
  return (
    <div className="frn">
      <Text
        label={own.nameFr}
        value={name.fr}
        required
        onChange={(fr) => set({ name: { ...name, fr }, ...(follows && { slug: slugOf(fr) }) })}
      />
      <Text label={own.nameEn} value={name.en} required onChange={(en) => set({ name: { ...name, en } })} />
      <Text label={own.slug} hint={own.slugHint} value={slug} required onChange={(next) => set({ slug: next })} />
      <Choice label={own.parent} value={parentId} options={{ '': own.top, ...parents }} onChange={(next) => set({ parentId: next })} />
      <Choice label={own.kind} value={draft.kind ?? ''} options={own.kinds} onChange={setKind} />
      <Area label={own.introFr} value={intro.fr} onChange={(fr) => set({ intro: { ...intro, fr } })} />
      <Area label={own.introEn} value={intro.en} onChange={(en) => set({ intro: { ...intro, en } })} />
    </div>
  )
}
