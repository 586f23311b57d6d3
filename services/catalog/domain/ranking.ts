/** Numbers in order of a key: the smaller key first, of two with the same key the larger number. A number may stand there several times. */
export interface Ranking {
  add(key: number, number: number): void
  drop(key: number, number: number): void
  readonly size: number
  keyAt(place: number): number
  numberAt(place: number): number
  /** The first place whose entry comes after this one. */
  after(key: number, number: number): number
}

/** Above this share of new entries it is cheaper to sort all of them than to move the rest for each. */
const fewNew = 1 / 8

/**
 * Kept sorted in two flat arrays, so that a change moves memory and sorts nothing. 100,000 entries: a change takes some microseconds,
 * sorting all of them, as after a start, 50 ms.
 */
export function ranking(): Ranking {
  let keys = new Float64Array(16)
  let numbers = new Int32Array(16)
  let size = 0
  let fresh: { key: number; number: number }[] = []

  function after(key: number, number: number): number {
    let [low, high] = [0, size]
    while (low < high) {
      const middle = (low + high) >>> 1
      const before = keys[middle]! < key || (keys[middle] === key && numbers[middle]! >= number)
      if (before) low = middle + 1
      else high = middle
    }
    return low
  }

  function room(wanted: number): void {
    if (wanted <= keys.length) return
    const widerKeys = new Float64Array(wanted * 2)
    const widerNumbers = new Int32Array(wanted * 2)
    widerKeys.set(keys)
    widerNumbers.set(numbers)
    keys = widerKeys
    numbers = widerNumbers
  }

  function settle(): void {
    if (fresh.length === 0) return
    room(size + fresh.length)
    if (fresh.length > size * fewNew) sortAll()
    else for (const { key, number } of fresh) insert(key, number)
    fresh = []
  }

  function insert(key: number, number: number): void {
    const place = after(key, number)
    keys.copyWithin(place + 1, place, size)
    numbers.copyWithin(place + 1, place, size)
    keys[place] = key
    numbers[place] = number
    size++
  }

  function sortAll(): void {
    const all = Array.from({ length: size }, (_, place) => ({ key: keys[place]!, number: numbers[place]! })).concat(fresh)
    all.sort((a, b) => a.key - b.key || b.number - a.number)
    size = all.length
    all.forEach(({ key, number }, place) => {
      keys[place] = key
      numbers[place] = number
    })
  }

  return {
    add: (key, number) => void fresh.push({ key, number }),
    drop(key, number) {
      settle()
      const place = after(key, number) - 1
      if (place < 0 || keys[place] !== key || numbers[place] !== number) return
      keys.copyWithin(place, place + 1, size)
      numbers.copyWithin(place, place + 1, size)
      size--
    },
    get size() {
      settle()
      return size
    },
    keyAt: (place) => keys[place]!,
    numberAt: (place) => numbers[place]!,
    after(key, number) {
      settle()
      return after(key, number)
    },
  }
}
