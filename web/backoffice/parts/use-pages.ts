import { useQuery } from '@tanstack/react-query'
import type { AdminPage } from '@vitrine/gateway/schemas/admin-pages'
import { ask } from '../api.ts'

export const pagesPath = '/v1/admin/pages'

/** The pages of words of the shop, as they are shown. */
export const usePages = () =>
  useQuery({ queryKey: [pagesPath], queryFn: ({ signal }) => ask<{ items: AdminPage[] }>(pagesPath, { signal }) })
