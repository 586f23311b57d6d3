import { randomBytes } from 'node:crypto'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { AdviceService } from '@vitrine/contracts/optics/v1/advice'
import type { Service } from '@vitrine/platform/service'
import { oneFailed } from '@vitrine/platform/watch/log'
import { sealedScans } from './adapters/sealed-scans.ts'
import { sqlAdviceStore } from './adapters/sql-advice-store.ts'
import { sqlConfigurationStore } from './adapters/sql-configuration-store.ts'
import { sqlLensStore } from './adapters/sql-lens-store.ts'
import { sqlPersonKeys, wrappingKey } from './adapters/sql-person-keys.ts'
import { sqlPrescriptionStore } from './adapters/sql-prescription-store.ts'
import { sqlReminderStore } from './adapters/sql-reminder-store.ts'
import { sqlRxRuleStore } from './adapters/sql-rx-rule-store.ts'
import { adviceRpc, concernTelling } from './api/advice-rpc.ts'
import { lensTellings } from './api/configuration-message.ts'
import { heardTypes, orderEvents } from './api/order-events.ts'
import { opticsRpc } from './api/optics-rpc.ts'
import { remind } from './application/remind.ts'
import { dropDrafts, forgetPerson } from './application/keep-scan.ts'

/** As long as a cart lives (settled.md, 90 days): what is in none goes. */
const draftMs = 90 * 86_400_000
/** A picture is large, and anybody may add one to glasses in a cart: it waits for the order for a week [our choice]. */
const draftScanMs = 7 * 86_400_000

/** Prescriptions, the lenses made to them, and how a frame fits a pair of eyes. */
export const optics = {
  name: 'optics',
  migrations: 'services/optics/migrations',
  hears: [...heardTypes, AccountErasedSchema.typeName],
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
    {
      invariant: 'I10 every ordered pair is sealed with the key of its person',
      text: `
        select 'glasses ' || c.id || ' are not sealed' from optics.configuration as c left join optics.person_key as k on k.account_id = c.person_id
        where k.account_id is null or length(c.sealed) <= 28 or position('"prescription"'::bytea in c.sealed) > 0`,
    },
    {
      invariant: 'I10 every message between a person and an optician is sealed with the key of the person',
      text: `
        select 'message ' || m.id || ' is not sealed' from optics.advice_message as m left join optics.person_key as k on k.account_id = m.account_id
        where k.account_id is null or length(m.sealed) <= 28 or position('"text"'::bytea in m.sealed) > 0`,
    },
    {
      invariant: 'I7 nothing is at the lab that no optician verified',
      text: `
        select 'glasses ' || id || ' are at the lab' from optics.configuration
        where lab_state <> '' and (facts ->> 'toPrescription')::boolean and not facts -> 'steps' @> '[{"what": "verified"}]'`,
    },
    {
      invariant: 'I7 a pair that is made again names the job it replaces, why, and who pays',
      text: `
        select 'glasses ' || id || ': job ' || (remake ->> 'number') from optics.configuration, jsonb_array_elements(facts -> 'remakes') with ordinality as r (remake, n)
        where (remake ->> 'number')::int <> n + 1 or (remake ->> 'of')::int <> n or coalesce(remake ->> 'reason', '') = ''
          or coalesce(remake ->> 'paidBy', '') not in ('lab', 'shop', 'customer')`,
    },
  ],
  books: {},
  start({ pool, clock, ids, files, settings, published, log }) {
    const keys = sqlPersonKeys(pool, wrappingKey(settings['OPTICS_KEY']), randomBytes)
    const configurations = sqlConfigurationStore(pool, keys, ids)
    const scans = sealedScans(pool, keys, files)
    const [prescriptions, reminders] = [sqlPrescriptionStore(pool, keys), sqlReminderStore(pool, keys, ids)]
    const rules = sqlRxRuleStore(pool)
    const advice = adviceRpc({ prescriptions, rules, advice: sqlAdviceStore(pool, keys, ids), concern: concernTelling, clock, published })
    const rpc = opticsRpc({
      ...{ prescriptions, reminders, rules, lenses: sqlLensStore(pool), configurations, clock, published },
      scans,
      ...{ tellings: lensTellings, shopCountry: settings['SHOP_COUNTRY'] ?? 'FR' },
    })
    return {
      routes: (router) => router.service(OpticsService, rpc).service(AdviceService, advice),
      handlers: {
        ...orderEvents((tx) => sqlConfigurationStore(tx, keys, ids)),
        [AccountErasedSchema.typeName]: async ({ body }, tx) => {
          const { accountId } = fromJson(AccountErasedSchema, body as JsonValue)
          await forgetPerson({ configurations: sqlConfigurationStore(tx, keys, ids), scans }, accountId)
        },
      },
      jobs: [
        {
          name: 'forget glasses nobody ordered',
          everyMs: 3_600_000,
          run: () => dropDrafts({ configurations, scans }, new Date(clock().getTime() - draftMs)),
        },
        {
          name: 'forget pictures of glasses nobody ordered',
          everyMs: 3_600_000,
          run: () => scans.dropOfDrafts(new Date(clock().getTime() - draftScanMs)),
        },
        {
          name: 'remind before prescriptions end',
          everyMs: 3_600_000,
          run: () => remind({ prescriptions, reminders, rules, concern: concernTelling, published, clock }, oneFailed(log, 'a reminder')),
        },
      ],
    }
  },
} satisfies Service
