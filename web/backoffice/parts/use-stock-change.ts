import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ProblemDocument } from '@vitrine/gateway/client'
import { useState } from 'react'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'

interface Change {
  readonly method: 'POST' | 'PUT'
  readonly path: string
  readonly body: unknown
}

/**
 * One change of the stock: a press is one act, however often its answer is lost. `told` is what the door said against it, in words; a form says
 * what its own refusals mean.
 */
export function useStockChange(wordsOf: (problem: ProblemDocument) => string | undefined, changed: () => void = () => {}) {
  const [words, queries] = [useWords(), useQueryClient()]
  const [key, setKey] = useState(newKey)
  const change = useMutation({
    mutationFn: ({ path, ...rest }: Change) => ask(path, { ...rest, key }),
    onSuccess: async () => {
      setKey(newKey())
      changed()
      await queries.invalidateQueries()
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another act
    },
  })
  const problem = change.error instanceof Refused ? change.error.problem : undefined
  const told = !change.error
    ? undefined
    : !problem
      ? words.offline
      : problem.status === 403
        ? words.noRightFor
        : (wordsOf(problem) ?? problem.detail ?? problem.title)
  const send = (asked: Change) => {
    if (!change.isPending) change.mutate(asked)
  }
  return { send, told, isPending: change.isPending, isDone: change.isSuccess, reset: change.reset }
}

/** Whole pieces from 1 up, or undefined while something else is typed. */
export const piecesOf = (typed: string): number | undefined => (/^[1-9]\d{0,5}$/.test(typed.trim()) ? Number(typed) : undefined)
