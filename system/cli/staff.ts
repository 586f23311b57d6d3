import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { createClient } from '@connectrpc/connect'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { CommandFault } from '../explain.ts'
import { openShop } from '../open-shop.ts'
import { readSettings } from '../settings.ts'
import { say } from './say.ts'

const roles = ['owner', 'admin', 'support', 'optician', 'stock', 'editor', 'accountant']

const usage = `vitrine staff add --email name@domain --role ${roles.join('|')} [--name "Ada Lovelace"], with the password on standard input`

/** Makes a member of staff who signs in with a password, or changes one. The password is read from standard input: arguments are seen by `ps`. */
export async function staff(args: string[]): Promise<void> {
  const options = { email: { type: 'string' }, role: { type: 'string' }, name: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const { email, role = 'owner', name = email?.replace(/^(..+)@.*/, '$1') ?? '' } = values
  if (positionals.join(' ') !== 'add' || !email) throw new CommandFault(usage, 2)
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new CommandFault('--email is not an address', 2)
  const wanted = role.split(',')
  if (wanted.some((one) => !roles.includes(one))) throw new CommandFault(`--role is one of ${roles.join(', ')}`, 2)
  const password = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (!password) throw new CommandFault('the password is read from standard input, and there was none', 2)

  const shop = await openShop(readSettings(process.env), { isVisit: true })
  try {
    const accounts = createClient(AccountService, shop.peer('accounts'))
    const { result } = await accounts.putStaff({ accountId: randomIds(), email, name, password, roles: wanted })
    if (result.case !== 'put') throw new CommandFault(`the password is refused: ${result.value?.why ?? 'unknown'}`)
    say(`${email} may sign in (${result.value.roles.join(', ')}).`)
  } finally {
    await shop.stop()
  }
}
