/**
 * What a live stream may be, and how many one copy of the service carries. A thread runs on a core of its own and has four places; a stream
 * that is drawn takes two of them, one that is only read takes one: 2 x 8 drawn or 4 x 8 read pictures a second (try-on design, section 4;
 * measured: `npx tsx tests/load/try-on-stream.ts`). `sidePx`: pictures larger than that would be large in memory whatever their bytes.
 * A stream that shows nothing for `quietMs` has been left.
 */
export const streamLimits = {
  bytes: 200_000,
  sidePx: 1280,
  framesPerSecond: 8,
  placesPerThread: 4,
  drawnTakes: 2,
  readTakes: 1,
  quietMs: 60_000,
} as const
