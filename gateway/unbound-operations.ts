import type { Transport } from '@connectrpc/connect'
import { pictureAddresses } from './answers/picture-addresses.ts'
import { cookieJar } from './guards/cookies.ts'
import { peersOver } from './peers.ts'
import { operationsOver } from './registry.ts'
import type { Operation } from './route-registry.ts'

const unreachable = (): Transport => {
  throw new Error('these operations are looked at, not called')
}

/** Every operation, with nothing behind it: for what walks the registry: documents, the HTTP client, tests. */
export const unboundOperations = (): Operation[] =>
  operationsOver({
    peers: peersOver(unreachable),
    pictures: pictureAddresses(Buffer.alloc(32)),
    jar: cookieJar('http://localhost:3000'),
    revocations: { isRevoked: () => false, revoke: async () => {}, reload: async () => {} },
    clock: () => new Date('2026-11-20T10:00:00Z'),
    currency: 'EUR',
    country: 'FR',
    publicUrl: 'http://localhost:3000',
    returnAddress: [],
  })
