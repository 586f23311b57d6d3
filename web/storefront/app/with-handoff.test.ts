import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { withHandoff } from './with-handoff.ts'

/** What the scripts of the page are given. */
function received(html: string): string[] {
  const given: string[] = []
  const streamController = { enqueue: (text: string) => given.push(text), close: () => {} }
  for (const [, script = ''] of html.matchAll(/<script>([\s\S]*?)<\/script>/g))
    runInNewContext(script, { window: { __reactRouterContext: { streamController } } })
  return given
}

test.each(['["plain"]', '</script><script>alert(1)</script>', 'a & b \u2028', "$& $` $' $1 $$"])(
  'scripts of a page are given its data as it is: %s',
  (data) => {
    const html = withHandoff('<html><body><p>"page"</p></body></html>', data)
    expect(received(html)).toEqual([data])
    expect(html.replace(/<script>[\s\S]*<\/script>/, '')).toBe('<html><body><p>"page"</p></body></html>')
  },
)
