import { type PageName, pages } from './page-visits.ts'
import { type Must, resilience, withinMs } from './resilience-table.ts'

const said = (must: Must | undefined): string =>
  must === undefined || must === 'works' ? 'works' : must === 'says so' ? '**says so**' : `works without ${must.without}`

/** The text of docs/resilience.md: the table the proof reads, for people. */
export function resiliencePage(): string {
  const names = Object.keys(pages) as PageName[]
  const rows = resilience.map(({ name, pages: noticed }) => {
    const touched = names.filter((page) => noticed[page])
    const list = touched.map((page) => `${page}: ${said(noticed[page])}`).join('; ')
    return `| ${name} | ${list || 'every page works'} |`
  })
  return `# What the shop does while a part of it is away
Made from \`tests/faults/resilience-table.ts\`, which \`npm run prove -- --only G9\` reads: ${resilience.length} parts x ${names.length} kinds of page, each part down
(connections refused) and slow (every byte ten seconds late), through our own proxy between all processes of a spread-out shop.

Kinds of page: ${names.map((name) => `${name} (\`${pages[name].path}\`)`).join(', ')}. A page that is not named beside a part works as ever. **Says so**: status
503, in the shop's own look, that it could not be loaded, with a way to try again; never a wrong answer, such as an empty cart. While a part is
down a page takes ${withinMs.down / 1_000} s at most, while it is slow ${withinMs.slow / 1_000} s. When the part is back every page works again by itself.

| away or slow | what pages do |
|---|---|
${rows.join('\n')}

## Replacing a process while people buy
Any service, the gateway and the storefront may run several times at once on one database. To replace one: start its copy, wait for its
\`/health/ready\`, let whoever balances give it the new connections, then send SIGTERM to the old one. That one tells its callers with each answer to
connect again, answers what still comes over open connections, and ends within 10 s. No request fails: \`npm run prove -- --only G10\`.
`
}
