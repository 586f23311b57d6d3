import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { turns } from './turns.ts'

/** Works that end when they are told to. */
function bench(atOnce: number, patienceMs: number, gatherMs = 0) {
  const inTurn = turns({ atOnce, patienceMs, gatherMs })
  const [begun, ends]: [string[], Map<string, () => void>] = [[], new Map()]
  const start = (name: string) =>
    inTurn(async () => {
      begun.push(name)
      await new Promise<void>((end) => ends.set(name, end))
      return name
    })
  return { inTurn, begun, start, end: (name: string) => ends.get(name)!() }
}

test('so many run at once, and the others in the order they came', async () => {
  const { begun, start, end } = bench(2, 5_000)
  const all = ['a', 'b', 'c', 'd'].map(start)
  await sleep(5)
  expect(begun).toEqual(['a', 'b'])
  end('b')
  await sleep(5)
  expect(begun).toEqual(['a', 'b', 'c'])
  end('a')
  await sleep(5)
  for (const name of ['c', 'd']) end(name)
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'])
})

test('whoever waited too long hears that it cannot be now, begins nothing, and may come back', async () => {
  const { begun, start, end } = bench(1, 20)
  const first = start('first')
  await expect(start('late')).rejects.toMatchObject({ code: 'crowded' })
  expect(begun).toEqual(['first'])
  end('first')
  await first
  const again = start('late')
  await sleep(5)
  end('late')
  expect(await again).toBe('late')
})

test('a work that fails gives its turn away', async () => {
  const { inTurn } = bench(1, 20)
  await expect(inTurn(async () => Promise.reject(new Error('broke')))).rejects.toThrow('broke')
  expect(await inTurn(async () => 'next')).toBe('next')
})

test('at a quiet moment nobody waits; who comes to others begins together with all who came, once the others have ended', async () => {
  const { begun, start, end } = bench(9, 5_000, 60_000)
  const all = ['first', 'b', 'c'].map(start)
  await sleep(5)
  expect(begun).toEqual(['first'])
  end('first')
  await expect.poll(() => begun, { interval: 1 }).toEqual(['first', 'b', 'c'])
  all.push(start('d'))
  end('b')
  await sleep(5)
  expect(begun).not.toContain('d')
  end('c')
  await expect.poll(() => begun, { interval: 1 }).toContain('d')
  end('d')
  await Promise.all(all)
  const again = start('again')
  await sleep(1)
  expect(begun.at(-1)).toBe('again')
  end('again')
  expect(await again).toBe('again')
})

test('who comes to somebody who is slow begins all the same, after a while', async () => {
  const { begun, start, end } = bench(9, 5_000, 30)
  const all = ['slow', 'b', 'c'].map(start)
  await expect.poll(() => begun, { interval: 1 }).toEqual(['slow', 'b', 'c'])
  for (const name of begun) end(name)
  await Promise.all(all)
})
