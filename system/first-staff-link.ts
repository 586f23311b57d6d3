import { join } from 'node:path'
import { createClient } from '@connectrpc/connect'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import type { OpenShop } from './open-shop.ts'
import { writeOnce } from './secrets.ts'

/** Drawn at the first start alone, and kept in a file for whoever missed the line. */
export async function firstStaffLink({ settings, peer }: OpenShop): Promise<string | undefined> {
  const { result } = await createClient(AccountService, peer('accounts')).drawFirstStaffLink({})
  if (result.case !== 'token') return undefined
  const link = `${settings.publicUrl}/admin/first?token=${encodeURIComponent(result.value)}`
  const isFirst = await writeOnce(join(settings.DATA, 'first-staff-link'), `${link}\n`)
  return isFirst ? link : undefined
}
