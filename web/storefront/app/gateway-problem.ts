import type { GatewayProblem } from '@vitrine/gateway/client'

/**
 * Whether a fault is the door's answer. Pages are built apart from the process that serves them, so two copies of the class meet in one
 * process: told by name, not by identity.
 */
export const isGatewayProblem = (fault: unknown): fault is GatewayProblem => fault instanceof Error && fault.name === 'GatewayProblem'
