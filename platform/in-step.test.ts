import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inStep } from './in-step.ts'

/** Works that end when they are told to; `heard` is who was answered, in order. */
function company(patienceMs: number) {
  const together = inStep(patienceMs)
  const [heard, ends]: [string[], Map<string, (how: 'well' | 'badly') => void>] = [[], new Map()]
  const start = async (name: string) => {
    await together(
      () => new Promise<void>((well, badly) => ends.set(name, (how) => (how === 'well' ? well() : badly(new Error(`${name} broke`))))),
    ).catch((error: Error) => heard.push(error.message))
    heard.push(name)
  }
  return { heard, start, end: (name: string, how: 'well' | 'badly' = 'well') => ends.get(name)!(how) }
}

test('alone nobody waits', async () => {
  const { heard, start, end } = company(60_000)
  const only = start('only')
  end('only')
  await only
  expect(heard).toEqual(['only'])
})

test('who is done waits for those who are at it, also for one that came later, and for one that breaks', async () => {
  const { heard, start, end } = company(60_000)
  const all = ['a', 'b'].map(start)
  end('a')
  await sleep(5)
  all.push(start('c'))
  end('b')
  await sleep(5)
  expect(heard).toEqual([])
  end('c', 'badly')
  await Promise.all(all)
  expect(heard.toSorted()).toEqual(['a', 'b', 'c', 'c broke'])
})

test('nobody is waited for longer than patience lasts', async () => {
  const { heard, start, end } = company(20)
  const slow = start('slow')
  const all = ['a', 'b'].map(start)
  for (const name of ['a', 'b']) end(name)
  await Promise.all(all)
  expect(heard).toEqual(['a', 'b'])
  end('slow')
  await slow
  const next = start('next')
  end('next')
  await next
  expect(heard).toEqual(['a', 'b', 'slow', 'next'])
})
