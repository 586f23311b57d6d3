import { expect, test } from 'vitest'
import { underWay } from './under-way.ts'

const settling = () => {
  let settle = (_error?: Error) => {}
  const work = new Promise<string>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve('done'))
  })
  return { work, settle }
}

test('who waits for a work goes on when the last of its key has ended, well or not, and for no other', async () => {
  const asks = underWay(60_000)
  const [first, last, other] = [settling(), settling(), settling()]
  const answers = [asks.during('a', first.work), asks.during('a', last.work), asks.during('b', other.work)]
  const ended: string[] = []
  const waiting = asks.ended('a').then(() => ended.push('a'))
  await asks.ended('nothing of that')
  first.settle()
  expect(await answers[0]).toBe('done')
  await new Promise(setImmediate)
  expect(ended).toEqual([])
  last.settle(new Error('away'))
  await expect(answers[1]).rejects.toThrow('away')
  await waiting
  await asks.ended('a') // forgotten
  other.settle()
  await answers[2]
})

test('patience ends before a work that does not', async () => {
  const asks = underWay(1)
  void asks.during('a', settling().work)
  await expect(asks.ended('a')).resolves.toBeUndefined()
})
