import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from '../api.ts'
import { rowsOf } from './list-page.tsx'

interface GroupMove {
  readonly customerId: string
  readonly group: string
  /** What the page calls whom or what it moved. */
  readonly name: string
  readonly isIn: boolean
}

/** Puts a customer in a group or takes them out; what shows groups is read again. */
export function useGroupMember() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ customerId, group, isIn }: GroupMove) => {
      const path = `/v1/admin/customers/${encodeURIComponent(customerId)}/groups/${encodeURIComponent(group)}`
      return ask<{ groups: string[] }>(path, { method: isIn ? 'PUT' : 'DELETE' })
    },
    onSuccess: async ({ groups }, { customerId, group }) => {
      queries.setQueryData(['/v1/admin/customers', customerId, 'groups'], { groups })
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['/v1/admin/customer-groups'] }),
        queries.invalidateQueries(rowsOf(`/v1/admin/customer-groups/${group}/members`)),
      ])
    },
  })
}
