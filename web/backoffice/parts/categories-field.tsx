import { useQuery } from '@tanstack/react-query'
import type { Category } from '@vitrine/gateway/schemas/catalogue'
import { useLocale } from '@vitrine/ui/locale'
import { ask } from '../api.ts'
import { useWords } from '../words/words.tsx'

interface CategoriesFieldProps {
  readonly value: readonly string[]
  readonly onChange: (next: string[]) => void
}

/** The shelves a product stands on; a shelf within another brings the one around it. */
export function CategoriesField({ value, onChange }: CategoriesFieldProps) {
  const [words, locale] = [useWords(), useLocale()]
  const shelves = useQuery({
    queryKey: ['/v1/categories', locale],
    queryFn: ({ signal }) => ask<{ items: Category[] }>('/v1/categories', { signal }),
    staleTime: 60_000,
  })
  const choose = (id: string, isIn: boolean, around?: string) => {
    const others = value.filter((one) => one !== id && one !== around)
    onChange(isIn ? [...others, ...(around ? [around] : []), id] : value.filter((one) => one !== id))
  }
  return (
    <fieldset className="owide oshelves">
      <legend>{words.categories}</legend>
      {shelves.error && <p className="ink-3">{words.failed}</p>}
      {shelves.data?.items.map((top) => (
        <div key={top.id}>
          <Shelf name={top.name} isIn={value.includes(top.id)} onChange={(isIn) => choose(top.id, isIn)} />
          <div className="olower">
            {top.children.map(({ id, name }) => (
              <Shelf key={id} name={name} isIn={value.includes(id)} onChange={(isIn) => choose(id, isIn, top.id)} />
            ))}
          </div>
        </div>
      ))}
    </fieldset>
  )
}

function Shelf({ name, isIn, onChange }: { readonly name: string; readonly isIn: boolean; readonly onChange: (isIn: boolean) => void }) {
  return (
    <label>
      <input type="checkbox" checked={isIn} onChange={({ target }) => onChange(target.checked)} />
      {name}
    </label>
  )
}
