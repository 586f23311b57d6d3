import type { FastifyInstance } from 'fastify'
import type { ServerParts } from '../server.ts'
export function openDocs(_app: FastifyInstance, _parts: ServerParts): void {}
