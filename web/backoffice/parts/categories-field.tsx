import { useQuery } from '@tanstack/react-query'
import type { Category } from '@vitrine/gateway/schemas/catalogue'
import { useLocale } from '@vitrine/ui/locale'
import { ask } from '../api.ts'
import type { CategoryBranch } from './priced-variants.ts'
import { useWords } from '../words/words.tsx'

interface CategoriesFieldProps {
  readonly value: readonly string[]
  readonly onChange: (next: string[]) => void
}

/** The shelves a product stands on, of every level; a shelf within others brings those around it. */
export function CategoriesField({ value, onChange }: CategoriesFieldProps) {
  const [words, locale] = [useWords(), useLocale()]
  const shelves = useQuery({
    queryKey: ['/v1/categories', locale],
    queryFn: ({ signal }) => ask<{ items: Category[] }>('/v1/categories', { signal }),
    staleTime: 60_000,
  })
  const choose = (id: string, isIn: boolean, around: readonly string[]) => {
    const others = value.filter((one) => one !== id && !around.includes(one))
    onChange(isIn ? [...others, ...around, id] : value.filter((one) => one !== id))
  }
  return (
    <fieldset className="owide oshelves">
      <legend>{words.categories}</legend>
      {shelves.error && <p className="ink-3">{words.failed}</p>}
      {shelves.data?.items.map((top) => (
        <Shelf key={top.id} shelf={top} around={[]} value={value} onChoose={choose} />
      ))}
    </fieldset>
  )
}

interface ShelfProps {
  readonly shelf: CategoryBranch
  readonly around: readonly string[]
  readonly value: readonly string[]
  readonly onChoose: (id: string, isIn: boolean, around: readonly string[]) => void
}

function Shelf({ shelf: { id, name, children = [] }, around, value, onChoose }: ShelfProps) {
  return (
    <div>
      <label>
        <input type="checkbox" checked={value.includes(id)} onChange={({ target }) => onChoose(id, target.checked, around)} />
        {name}
      </label>
      {children.length > 0 && (
        <div className="olower">
          {children.map((below) => (
            <Shelf key={below.id} shelf={below} around={[...around, id]} value={value} onChoose={onChoose} />
          ))}
        </div>
      )}
    </div>
  )
}
