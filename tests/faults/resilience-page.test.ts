import { expect, test } from 'vitest'
import { resiliencePage } from './resilience-page.ts'

test('docs/resilience.md is made from the table the proof reads', async () => {
  await expect(resiliencePage()).toMatchFileSnapshot('../../docs/resilience.md')
})
