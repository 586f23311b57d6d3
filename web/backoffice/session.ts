import { useQuery } from '@tanstack/react-query'
import type { AccountRow } from '@vitrine/gateway/schemas/admin'
import type { Me } from '@vitrine/gateway/schemas/person'
import { ask } from './api.ts'

/** Who is signed in. */
export const useMe = () => useQuery({ queryKey: ['me'], queryFn: ({ signal }) => ask<Me>('/v1/me', { signal }), staleTime: 60_000 })

/** What the shop counts in; euros until it is known. */
export const useCurrency = (): string => useMe().data?.currency ?? 'EUR'

export const isStaff = (me: Me): boolean => me.roles.some((role) => role !== 'shopper')

/** Names of the people who run the shop, by account. An account it may not ask about, or that left, stays its id, shortened. */
export function useStaffNames(): (accountId: string) => string {
  const staff = useQuery({
    queryKey: ['staff'],
    queryFn: ({ signal }) => ask<{ items: AccountRow[] }>('/v1/admin/accounts?staffOnly=true&limit=100', { signal }),
    staleTime: 60_000,
    retry: false,
  })
  return (accountId) => staff.data?.items.find(({ id }) => id === accountId)?.name || shortId(accountId)
}

/** Ids of ours by their beginning; others as they are. */
export const shortId = (id: string): string => (/^[0-9a-f]{32}$/.test(id) ? id.slice(0, 8) : id)
