import { create, toJson } from '@bufbuild/protobuf'
import { NoticeAddressedSchema } from '@vitrine/contracts/accounts/v1/events'
import type { Ids } from '@vitrine/platform/ids/ids'
import type pg from 'pg'

export interface Notice {
  readonly accountId: string
  readonly noticeId: string
  readonly what: string
}

/**
 * Tells where somebody is reached whom another part of the shop has to tell something; of an account that is gone nothing. Only to an address that was
 * proven: whoever typed a stranger's sends them nothing. Answers whether it told.
 */
export async function addressNotice(tx: pg.PoolClient, ids: Ids, notice: Notice): Promise<boolean> {
  const text = 'select email, name, locale from accounts.account where id = $1 and email_verified'
  const { rows } = await tx.query<{ email: string; name: string; locale: string }>(text, [notice.accountId])
  if (!rows[0]) return false
  const body = toJson(NoticeAddressedSchema, create(NoticeAddressedSchema, { ...notice, ...rows[0] }))
  const telling = 'insert into accounts.outbox (id, type, key, body) values ($1, $2, $3, $4)'
  await tx.query(telling, [ids(), NoticeAddressedSchema.typeName, notice.accountId, JSON.stringify(body)])
  return true
}
