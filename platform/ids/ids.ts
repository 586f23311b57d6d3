import { randomBytes } from 'node:crypto'

/** Draws an id: 128 random bits as 32 hexadecimal characters, so that nobody guesses one. */
export type Ids = () => string

export const randomIds: Ids = () => randomBytes(16).toString('hex')
