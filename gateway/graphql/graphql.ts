import type { FastifyInstance } from 'fastify'
import type { Door } from '../door.ts'
import type { KnockOf } from '../rest/open-rest.ts'
import type { Operation } from '../route-registry.ts'
export async function openGraphql(_app: FastifyInstance, _o: readonly Operation[], _d: Door, _k: KnockOf, _p: boolean): Promise<void> {}
