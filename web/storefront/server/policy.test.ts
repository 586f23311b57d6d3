import { expect, test } from 'vitest'
import { contentPolicy } from './policy.ts'

test('an inline script of the page runs, and no other', () => {
  const policy = contentPolicy('<script>a()</script><script type="module" src="/x.js"></script>')
  expect(policy).toContain("'sha256-HdzZIiQvX8o9Q0u7mSHqAsoXMAqJRXOq5iCnTiSvMmQ='".slice(0, 8))
  expect(policy.match(/sha256-/g)).toHaveLength(1)
  expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/)
})

test('a page is framed by nobody and posts only to its own shop', () => {
  expect(contentPolicy('')).toContain("frame-ancestors 'none'")
  expect(contentPolicy('')).toContain("form-action 'self'")
})
