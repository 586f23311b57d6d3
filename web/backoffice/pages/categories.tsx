import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminCategory } from '@vitrine/gateway/schemas/admin-categories'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask, newKey } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { MoveButtons, movedBy } from '../parts/move-buttons.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { Told } from '../parts/told.tsx'
import { categoriesPath, type CategoryList, depthOf, useCategories } from '../parts/use-categories.ts'
import { useCategoryWords } from '../words/categories.ts'

/** The tree of categories, each below the one it stands in, with how many products shoppers find there. */
export function Categories() {
  const own = useCategoryWords()
  const list = useCategories()
  return (
    <>
      <PageTitle title={own.title} intro={own.intro}>
        <Link className="ob main" to="/categories/new">
          {own.make}
        </Link>
      </PageTitle>
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : !list.data ? (
        <Waiting rows={8} />
      ) : list.data.items.length === 0 ? (
        <p className="empty">{own.none}</p>
      ) : (
        <Tree all={list.data.items} />
      )}
    </>
  )
}

function Tree({ all }: { readonly all: readonly AdminCategory[] }) {
  const [own, locale, queries] = [useCategoryWords(), useLocale(), useQueryClient()]
  const order = useMutation({
    mutationFn: ({ parentId, categoryIds }: { parentId: string; categoryIds: string[]; told: string }) =>
      ask<CategoryList>(categoriesPath, { method: 'PUT', key: newKey(), body: { parentId, categoryIds } }),
    onSuccess: (answer) => queries.setQueryData([categoriesPath], answer),
    onError: () => queries.invalidateQueries({ queryKey: [categoriesPath] }),
  })
  const beside = ({ parentId }: AdminCategory) => all.filter((one) => one.parentId === parentId)
  const move = (category: AdminCategory, by: -1 | 1) => {
    if (order.isPending) return
    const rows = beside(category)
    const categoryIds = movedBy(rows, rows.indexOf(category), by).map(({ id }) => id)
    order.mutate({
      ...{ parentId: category.parentId, categoryIds },
      told: own.moved(category.name[locale], categoryIds.indexOf(category.id) + 1),
    })
  }
  return (
    <>
      {order.error && <Told error={order.error} />}
      <p className="sr" role="status">
        {order.isSuccess ? order.variables.told : ''}
      </p>
      <DataTable<AdminCategory>
        caption={own.title}
        rows={all}
        idOf={({ id }) => id}
        columns={[
          {
            name: own.name,
            isHead: true,
            cell: (one) => (
              <Link to={`/categories/${encodeURIComponent(one.id)}`} style={{ paddingInlineStart: `${depthOf(all, one) * 1.5}rem` }}>
                {one.name[locale]}
              </Link>
            ),
          },
          { name: own.slug, cell: ({ slug }) => `/c/${slug}` },
          { name: own.products, isNumber: true, cell: ({ productCount }) => String(productCount) },
          {
            name: own.order,
            cell: (one) => (
              <MoveButtons
                up={own.up(one.name[locale])}
                down={own.down(one.name[locale])}
                isFirst={beside(one)[0] === one}
                isLast={beside(one).at(-1) === one}
                onMove={(by) => move(one, by)}
              />
            ),
          },
        ]}
      />
    </>
  )
}
