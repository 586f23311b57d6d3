import type { CustomerGroups } from '@vitrine/contracts/pricing/v1'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import * as admin from '../schemas/admin.ts'
import * as schemas from '../schemas/admin-prices.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** Customers by name, and the commercial groups they are in. */
export const adminGroupOperations = ({ peers }: DoorParts): Operation[] => {
  const named = async (accountIds: readonly string[], { within }: Call) => {
    if (accountIds.length === 0) return []
    const { accounts } = await peers.accounts.listAccounts({ accountIds: [...accountIds], page: { limit: 100 } }, within())
    return accounts.map(({ id, email, name }) => ({ id, email, name }))
  }
  const put = async (customerId: string, group: string, isIn: boolean, call: Call): Promise<Outcome<Pick<CustomerGroups, 'groups'>>> => {
    const { result } = await peers.pricing.putGroupMember({ customerId, group, in: isIn }, call.within())
    switch (result.case) {
      case 'put':
        return done({ groups: result.value.groups })
      case 'tooMany':
        return refuse('bad-input', { errors: [{ path: 'group', code: 'too-many', message: 'a customer is in at most 20 groups' }] })
      case undefined:
        throw new Error('pricing answered with a result this version does not know')
    }
  }

  return [
    operation({
      ...staffReading,
      name: 'adminCustomers',
      summary: 'Finds the customer somebody means, at most 8, by part of a name or address; or names those that are known.',
      input: admin.adminCustomersInput,
      output: admin.adminCustomersOutput,
      policy: 'staff:customers',
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/customers' },
      async handler({ q, ids = [] }, call) {
        if (!q) return done({ items: await named(ids, call) })
        const { accounts } = await peers.accounts.listAccounts({ q, accountIds: ids, page: { limit: 8 } }, call.within())
        return done({ items: accounts.map(({ id, email, name }) => ({ id, email, name })) })
      },
    }),

    operation({
      ...staffReading,
      name: 'adminCustomerGroups',
      summary: 'The commercial groups of a customer.',
      input: schemas.customerGroupsInput,
      output: schemas.customerGroupsOutput,
      policy: 'staff:promotions',
      rest: { method: 'GET', path: '/v1/admin/customers/:customerId/groups' },
      async handler({ customerId }, { within }) {
        const { groups } = await peers.pricing.getCustomerGroups({ customerId }, within())
        return done({ groups })
      },
    }),

    operation({
      ...staffWriting,
      name: 'setCustomerGroups',
      summary: 'Says which commercial groups a customer is in: price lists and promotions name them.',
      input: schemas.setCustomerGroupsInput,
      output: schemas.customerGroupsOutput,
      policy: 'staff:promotions',
      rest: { method: 'PUT', path: '/v1/admin/customers/:customerId/groups' },
      async handler(asked, { within }) {
        const { groups } = await peers.pricing.setCustomerGroups(asked, within())
        return done({ groups })
      },
    }),

    operation({
      ...staffReading,
      name: 'adminGroups',
      summary: 'Every commercial group: those with members, and those that a price list or a promotion names.',
      input: schemas.groupsInput,
      output: schemas.groupsOutput,
      policy: 'staff:promotions',
      personal: false,
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/customer-groups' },
      async handler(_, { within }) {
        const { groups } = await peers.pricing.listGroups({}, within())
        return done({ items: groups.map(({ code, members, lists, promotions }) => ({ code, members, lists, promotions })) })
      },
    }),

    operation({
      ...staffReading,
      name: 'adminGroupMembers',
      summary: 'Who is in a group.',
      input: schemas.groupMembersInput,
      output: schemas.groupMembersOutput,
      policy: 'staff:promotions',
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/customer-groups/:group/members' },
      async handler({ group, limit = 50, cursor = '' }, call) {
        const page = await peers.pricing.listGroupMembers({ group, page: { limit, cursor } }, call.within())
        const known = new Map((await named(page.customerIds, call)).map((one) => [one.id, one]))
        const items = page.customerIds.map((id) => known.get(id) ?? { id, name: '', email: '' })
        return done({ items, nextCursor: page.nextCursor || null, total: page.total })
      },
    }),

    operation({
      ...staffWriting,
      name: 'putInGroup',
      summary: 'Puts a customer in a group; the others they are in stay.',
      input: schemas.putGroupMemberInput,
      output: schemas.customerGroupsOutput,
      policy: 'staff:promotions',
      rest: { method: 'PUT', path: '/v1/admin/customers/:customerId/groups/:group' },
      handler: ({ customerId, group }, call) => put(customerId, group, true, call),
    }),

    operation({
      ...staffWriting,
      name: 'takeOutOfGroup',
      summary: 'Takes a customer out of a group.',
      input: schemas.putGroupMemberInput,
      output: schemas.customerGroupsOutput,
      policy: 'staff:promotions',
      rest: { method: 'DELETE', path: '/v1/admin/customers/:customerId/groups/:group' },
      handler: ({ customerId, group }, call) => put(customerId, group, false, call),
    }),
  ]
}
