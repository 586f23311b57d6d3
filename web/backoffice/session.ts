import { useQuery } from '@tanstack/react-query'
import type { Me } from '@vitrine/gateway/schemas/person'
import { ask } from './api.ts'

/** Who is signed in. */
export const useMe = () => useQuery({ queryKey: ['me'], queryFn: ({ signal }) => ask<Me>('/v1/me', { signal }), staleTime: 60_000 })

export const isStaff = (me: Me): boolean => me.roles.some((role) => role !== 'shopper')
