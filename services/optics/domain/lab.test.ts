import { expect, test } from 'vitest'
import { type LabState, labStates, movesOf, wasAtLab } from './lab.ts'

/** All that can become of a job in these states. */
function reached(from: LabState): ReadonlySet<LabState> {
  const seen = new Set<LabState>()
  const open: LabState[] = [from]
  for (let state = open.pop(); state !== undefined; state = open.pop())
    for (const next of movesOf(state)) {
      if (!seen.has(next)) open.push(next)
      seen.add(next)
    }
  return seen
}

test('OPT-10 every job can come back, and be refused where it is looked at; nothing goes back to the queue', () => {
  for (const state of labStates) expect(reached(state)).not.toContain('queued')
  for (const state of ['queued', 'sent', 'in-production', 'delayed', 'checked-in'] as const) {
    expect(reached(state)).toContain('received')
    expect(reached(state)).toContain('refused')
  }
})

test('what was received or refused moves no more, and only what is looked at is refused', () => {
  for (const state of ['', 'received', 'refused'] as const) expect(movesOf(state)).toEqual([])
  expect(labStates.filter((state) => movesOf(state).includes('refused'))).toEqual(['checked-in'])
  expect(movesOf('delayed')).toContain('in-production')
})

test('a job that no lab has had is made, not made again', () => {
  expect(labStates.filter((state) => !wasAtLab(state))).toEqual(['', 'queued'])
})
