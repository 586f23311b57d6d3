import { setImmediate as turnEnds } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { oncePerTurn, rowsPerTurn } from './once-per-turn.ts'

test('who asks in one turn is answered together, and who comes later is asked for anew, whatever became of the first', async () => {
  let asked = 0
  const answer = oncePerTurn(async () => {
    if (++asked === 1) throw new Error('away')
    return asked
  })
  expect(await Promise.allSettled([answer(), answer()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
  expect(await Promise.all([answer(), answer()])).toEqual([2, 2])
})

test('a question that is on its way is not waited for', async () => {
  let [asked, release] = [0, () => {}]
  const held = new Promise<void>((resolve) => (release = resolve))
  const answer = oncePerTurn(async () => {
    const turn = ++asked
    if (turn === 1) await held
    return turn
  })
  const first = answer()
  await turnEnds()
  expect(await answer()).toBe(2)
  release()
  expect(await first).toBe(1)
})

test('each gets the rows of their own keys, in the order they were found', async () => {
  const questions: string[][] = []
  const rowsOf = rowsPerTurn(
    async (keys) => {
      questions.push([...keys])
      return ['a', 'b', 'c'].filter((key) => keys.includes(key)).map((key) => ({ key }))
    },
    ({ key }) => key,
  )
  expect(await Promise.all([rowsOf(['c', 'a']), rowsOf(['a', 'x']), rowsOf([])])).toEqual([
    [{ key: 'a' }, { key: 'c' }],
    [{ key: 'a' }],
    [],
  ])
  expect(await rowsOf(['b'])).toEqual([{ key: 'b' }])
  expect(questions).toEqual([['c', 'a', 'x'], ['b']])
})
