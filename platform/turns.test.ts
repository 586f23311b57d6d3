import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { turns } from './turns.ts'

/** Works that end when they are told to. */
function bench(atOnce: number, patienceMs: number) {
  const inTurn = turns(atOnce, patienceMs)
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
