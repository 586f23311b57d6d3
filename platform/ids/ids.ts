import { randomFillSync } from 'node:crypto'

/** Draws an id: 128 random bits as 32 hexadecimal characters, so that nobody guesses one. */
export type Ids = () => string

const idBytes = 16

/** Random bytes are asked for by the page: asking costs as much for one id as for 256. */
function drawnIds(): Ids {
  const page = Buffer.alloc(4_096)
  let at = page.length
  return () => {
    if (at === page.length) {
      randomFillSync(page)
      at = 0
    }
    return page.toString('hex', at, (at += idBytes))
  }
}

export const randomIds: Ids = drawnIds()
