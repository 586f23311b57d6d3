import { type DocumentNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql/index.js'

/** Source: features.md GW-8 (depth); the others: three times the dearest page of ours. */
export const limits = { characters: 20_000, tokens: 2_000, brackets: 60, depth: 10, cost: 1_000, perOperation: 50, mutations: 1 } as const

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly why: 'too-costly' | 'unreadable' | 'introspection' }

const refused = (why: 'too-costly' | 'unreadable' | 'introspection'): Verdict => ({ allowed: false, why })

interface Measure {
  readonly depth: number
  readonly fields: number
}

/**
 * Judges a query by its text alone, before anything is resolved: every field costs 1, every operation of the shop it asks for 50 more, aliases
 * and all operations of the text counted. A fragment is measured once and counted wherever it is spread, so nesting cannot make judging dear.
 */
export function judge(text: string, isProduction: boolean): Verdict {
  if (text.length > limits.characters || nestingOf(text) > limits.brackets) return refused('too-costly')
  let document: DocumentNode
  try {
    document = parse(text, { noLocation: true, maxTokens: limits.tokens })
  } catch (error) {
    return refused(String(error).includes('tokens') ? 'too-costly' : 'unreadable')
  }
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const measured = new Map<string, Measure>()
  let isCircular = false

  function measure({ selections }: SelectionSetNode, open: readonly string[]): Measure {
    let depth = 0
    let fields = 0
    for (const selection of selections) {
      const inner = innerOf(selection)
      const own = selection.kind === Kind.FIELD ? 1 : 0
      depth = Math.max(depth, inner.depth + own)
      fields = Math.min(limits.cost * 2, fields + inner.fields + own)
    }
    return { depth, fields }

    function innerOf(selection: SelectionSetNode['selections'][number]): Measure {
      if (selection.kind !== Kind.FRAGMENT_SPREAD)
        return selection.selectionSet ? measure(selection.selectionSet, open) : { depth: 0, fields: 0 }
      const name = selection.name.value
      const known = measured.get(name)
      if (known) return known
      const fragment = fragments.get(name)
      if (open.includes(name)) isCircular = true
      if (!fragment || isCircular) return { depth: 0, fields: 0 }
      const made = measure(fragment.selectionSet, [...open, name])
      measured.set(name, made)
      return made
    }
  }

  /** Root fields, through fragments too. A circle was found before. */
  function* rootsOf({ selections }: SelectionSetNode): Generator<string> {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) yield selection.name.value
      else if (selection.kind === Kind.INLINE_FRAGMENT) yield* rootsOf(selection.selectionSet)
      else {
        const fragment = fragments.get(selection.name.value)
        if (fragment) yield* rootsOf(fragment.selectionSet)
      }
    }
  }

  let cost = 0
  let mutations = 0
  for (const fragment of fragments.values()) measure(fragment.selectionSet, [fragment.name.value])
  if (isCircular) return refused('too-costly')
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue
    const { depth, fields } = measure(node.selectionSet, [])
    if (depth > limits.depth) return refused('too-costly')
    cost += fields
    if (cost > limits.cost) return refused('too-costly')
    for (const name of rootsOf(node.selectionSet)) {
      if (isProduction && (name === '__schema' || name === '__type')) return refused('introspection')
      cost += limits.perOperation
      if (node.operation === 'mutation') mutations++
      if (cost > limits.cost || mutations > limits.mutations) return refused('too-costly')
    }
  }
  return { allowed: true }
}

/** How deep brackets stand in each other, roughly (those in strings count): the parser calls itself for each, which is dear before it is refused. */
function nestingOf(text: string): number {
  let open = 0
  let deepest = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '{' || sign === '[' || sign === '(') deepest = Math.max(deepest, ++open)
    else if (sign === '}' || sign === ']' || sign === ')') open--
  }
  return deepest
}
