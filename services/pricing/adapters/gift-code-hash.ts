import { createHash } from 'node:crypto'

/** What is kept of a gift card's code: 80 random bits cannot be tried out, so a plain digest hides them (unlike a password). */
export const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex')
