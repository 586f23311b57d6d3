import type { ShopPage } from '@vitrine/contracts/catalog/v1'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import * as schemas from '../schemas/admin-pages.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** Pages of words, in both languages. */
export const adminPageOperations = ({ peers }: DoorParts): Operation[] => {
  const all = async ({ within }: Call) => (await peers.catalog.listPages({}, within())).pages.map(answerOf)
  async function shown(slug: string, call: Call): Promise<Outcome<schemas.AdminPage>> {
    const page = (await all(call)).find((one) => one.slug === slug)
    return page ? done(page) : refuse('not-found')
  }
  return [
    operation({
      ...staffReading,
      name: 'adminPages',
      summary: 'Pages of words as they are shown: terms of sale, privacy, who sells.',
      input: schemas.adminPagesInput,
      output: schemas.adminPagesOutput,
      policy: 'staff:products',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/pages' },
      handler: async (_, call) => done({ items: await all(call) }),
    }),

    operation({
      ...staffWriting,
      name: 'writePage',
      summary: 'Writes one of these pages in the words of the shop.',
      input: schemas.writePageInput,
      output: schemas.adminPage,
      policy: 'staff:editing',
      personal: false,
      refusals: ['not-found'],
      rest: { method: 'PUT', path: '/v1/admin/pages/:slug' },
      async handler(page, call) {
        await peers.catalog.putPage({ page }, call.within())
        return shown(page.slug, call)
      },
    }),

    operation({
      ...staffWriting,
      name: 'resetPage',
      summary: 'Puts a page back to the words the shop came with.',
      input: schemas.resetPageInput,
      output: schemas.adminPage,
      policy: 'staff:editing',
      personal: false,
      refusals: ['not-found'],
      rest: { method: 'DELETE', path: '/v1/admin/pages/:slug' },
      async handler({ slug }, call) {
        await peers.catalog.removePage({ slug }, call.within())
        return shown(slug, call)
      },
    }),
  ]
}

const answerOf = ({ slug, title, body, own }: ShopPage): schemas.AdminPage => ({
  ...{ slug, isOwn: own },
  title: { fr: title?.fr ?? '', en: title?.en ?? '' },
  body: { fr: body?.fr ?? '', en: body?.en ?? '' },
})
