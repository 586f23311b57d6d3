import { setImmediate as turnEnds } from 'node:timers/promises'

export interface Grouping<Command> {
  /** What a command changes. Two that share a key never leave in one statement: PostgreSQL changes a row once a statement. */
  readonly keysOf: (command: Command) => readonly string[]
  /** So many commands leave in one statement. */
  readonly most?: number
  /**
   * After this long a group leaves although the one before it is still under way: who waits for a lock holds up no crowd. Then two of one key may run beside
   * each other, as from two processes: the row decides between them.
   */
  readonly patienceMs?: number
}

/** SQLSTATE of what one command may have caused: its data, or its size, a constraint, a lock, a word of a function. Anything else happened to all of them. */
const ofOneCommand = /^(?:21|22|23|40|54|55|P0)/

const mayBeOfOne = (error: unknown) => ofOneCommand.test(String((error as { code?: unknown } | undefined)?.code))

interface Waiting<Command, Answer> {
  readonly command: Command
  readonly keys: readonly string[]
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * Commands of one kind that are given while a statement of theirs is under way leave together, as one: a statement for eight costs little more than
 * one for one (`docs/decisions/0036`). Given at a quiet moment, a command leaves at the end of the turn, with those of the same turn.
 *
 * `run` answers each command, in their order, and changes all or nothing: it is one statement. When it fails for what one of them may have caused,
 * each goes its own way, so a bad one harms nobody; else the error is everybody's. Errors of PostgreSQL reach their callers as they are.
 */
export function inGroups<Command, Answer>(
  run: (commands: readonly Command[]) => Promise<readonly Answer[]>,
  { keysOf, most = 50, patienceMs = 20 }: Grouping<Command>,
): (command: Command) => Promise<Answer> {
  let waiting: Waiting<Command, Answer>[] = []
  let underWay = 0
  let isLeaving = false
  let patience: NodeJS.Timeout | undefined

  const answer = async (group: readonly Waiting<Command, Answer>[]): Promise<void> => {
    try {
      const answers = await run(group.map(({ command }) => command))
      group.forEach(({ resolve }, n) => resolve(answers[n] as Answer))
    } catch (error) {
      if (group.length > 1 && mayBeOfOne(error)) await Promise.all(group.map((one) => answer([one])))
      else for (const { reject } of group) reject(error)
    }
  }

  /** The first of those that wait, and whoever shares no key with them or with one left waiting before: commands of one key leave in their order. */
  const nextGroup = () => {
    const taken = new Set<string>()
    const [group, later]: [Waiting<Command, Answer>[], Waiting<Command, Answer>[]] = [[], []]
    for (const one of waiting) {
      const isApart = group.length < most && !one.keys.some((key) => taken.has(key))
      for (const key of one.keys) taken.add(key)
      ;(isApart ? group : later).push(one)
    }
    waiting = later
    return group
  }

  const leave = async () => {
    isLeaving = false
    clearTimeout(patience)
    if (waiting.length === 0) return
    underWay++
    const group = nextGroup()
    if (waiting.length > 0) patience = setTimeout(soon, patienceMs)
    await answer(group)
    underWay--
    if (waiting.length > 0) soon()
  }

  const soon = () => {
    if (isLeaving) return
    isLeaving = true
    void turnEnds().then(leave)
  }

  return (command) =>
    new Promise((resolve, reject) => {
      waiting.push({ command, keys: keysOf(command), resolve, reject })
      if (underWay === 0) soon()
      else if (waiting.length === 1) patience = setTimeout(soon, patienceMs)
    })
}
