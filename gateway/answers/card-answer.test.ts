import { create } from '@bufbuild/protobuf'
import { CategorySchema } from '@vitrine/contracts/catalog/v1'
import { expect, test } from 'vitest'
import { category } from '../schemas/catalogue.ts'
import { categoryTree } from './card-answer.ts'

const shelf = (id: string, parentId = '') => create(CategorySchema, { id, slug: id, parentId, name: { fr: id, en: id } })

test('all five levels of the catalogue are told, parents before children', () => {
  const tree = categoryTree([shelf('a'), shelf('b', 'a'), shelf('c', 'b'), shelf('d', 'c'), shelf('e', 'd'), shelf('other')], 'en')
  const names = (one: { readonly id: string; readonly children?: readonly object[] }): unknown => [
    one.id,
    ...(one.children ?? []).map((child) => names(child as typeof one)),
  ]
  expect(tree.map((top) => names(category.parse(top)))).toEqual([['a', ['b', ['c', ['d', ['e']]]]], ['other']])
})
