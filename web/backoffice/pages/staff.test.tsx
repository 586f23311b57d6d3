import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { Invitation, StaffMember, StaffRights } from '@vitrine/gateway/schemas/staff'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { StaffMemberForm } from '../parts/staff-member.tsx'
import { staffWords } from '../words/staff.ts'
import { Invited } from './invited.tsx'
import { Staff } from './staff.tsx'

const at = '2026-11-28T10:00:00Z'
const grace: StaffMember = {
  ...{ id: 'grace', email: 'grace@example.com', name: 'Grace', roles: ['stock', 'editor'] },
  ...{ signedInAt: null, openSessions: 3, createdAt: at },
}
const invitation = (id: string, isOver: boolean): Invitation => ({
  ...{ id, email: `${id}@example.com`, name: id, locale: 'fr', roles: ['accountant'] },
  ...{ invitedBy: 'grace', invitedAt: at, expiresAt: at, isOver },
})
const table: StaffRights = {
  roles: ['stock', 'owner'],
  rights: [
    { right: 'counting', roles: ['stock', 'owner'] },
    { right: 'prescriptions', roles: [] },
  ],
}

describe.each(['fr', 'en'] as const)('staff in %s', (locale) => {
  const words = staffWords[locale]
  function screen(element: React.ReactNode): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/staff', {}], { pages: [{ items: [grace], nextCursor: null, total: 1 }], pageParams: [''] })
    queries.setQueryData(['/v1/admin/staff-invitations'], { items: [invitation('joan', false), invitation('late', true)] })
    queries.setQueryData(['/v1/admin/staff-rights'], table)
    const router = createMemoryRouter([{ path: '/', element }])
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={router} />
        </LocaleContext>
      </QueryClientProvider>,
    ).replaceAll('&#x27;', "'")
  }

  test('roles and rights are in words, and every act names its person', () => {
    const html = screen(<Staff />)
    expect(html).toContain(`${words.roleNames['stock']}, ${words.roleNames['editor']}`)
    expect(html).toContain(words.never)
    for (const name of [words.changeOf('Grace'), words.resendTo('joan'), words.withdrawOf('late')])
      expect(html).toContain(`aria-label="${name}"`)
    expect(html).toContain(words.over)
    expect(html.split(`<b>${words.may}</b>`)).toHaveLength(3)
    expect(html.split(`<span class="ink-3">${words.mayNot}</span>`)).toHaveLength(3)
    expect(html).toContain(words.rightNames['counting'])
  })

  test('a member goes after a tick; one’s own roles are somebody else’s to change', () => {
    const other = screen(<StaffMemberForm member={grace} isOwn={false} onEnd={() => {}} />)
    expect(other).toMatch(/<button class="ob danger" type="button" aria-disabled="true">/)
    expect(other).toContain(words.save)
    const own = screen(<StaffMemberForm member={grace} isOwn onEnd={() => {}} />)
    expect(own).toContain(words.own)
    expect(own).not.toContain(words.save)
  })

  test('the link of the mail asks for a password and nothing else', () => {
    const html = screen(<Invited />)
    expect(html.match(/<input/g)).toHaveLength(1)
    expect(html).toContain('autoComplete="new-password"')
  })
})
