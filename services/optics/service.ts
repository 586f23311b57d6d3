import { randomBytes } from 'node:crypto'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import type { Service } from '@vitrine/platform/service'
import { wrappingKey } from './adapters/sealed-records.ts'
import { sqlLensStore } from './adapters/sql-lens-store.ts'
import { sqlPrescriptionStore } from './adapters/sql-prescription-store.ts'
import { opticsRpc } from './api/optics-rpc.ts'

/** Prescriptions, the lenses made to them, and how a frame fits a pair of eyes. */
export const optics = {
  name: 'optics',
  migrations: 'services/optics/migrations',
  hears: [],
  checks: [
    {
      invariant: 'I6 every treatment a lens may have, clashes with or needs is there',
      text: `
        select 'lens ' || o.id || ' may have ' || named || ', which is not there' from optics.lens_option as o, unnest(o.treatments) as named
        where not exists (select from optics.treatment as t where t.id = named)
        union all
        select 'treatment ' || t.id || ' names ' || named || ', which is not there' from optics.treatment as t, unnest(t.clashes_with || t.needs_one_of) as named
        where not exists (select from optics.treatment as other where other.id = named)`,
    },
    {
      invariant: 'I10 every prescription is sealed with the key of its person',
      text: `
        select 'prescription ' || p.id || ' is not sealed' from optics.prescription as p
        left join optics.person_key as k on k.account_id = p.account_id
        where k.account_id is null or length(p.sealed) <= 28 or position('"prescription"'::bytea in p.sealed) > 0`,
    },
  ],
  books: {},
  start({ pool, clock, settings }) {
    const prescriptions = sqlPrescriptionStore(pool, wrappingKey(settings['OPTICS_KEY']), randomBytes)
    const rpc = opticsRpc({ prescriptions, lenses: sqlLensStore(pool), clock, shopCountry: settings['SHOP_COUNTRY'] ?? 'FR' })
    return { routes: (router) => router.service(OpticsService, rpc) }
  },
} satisfies Service
