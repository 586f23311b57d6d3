import type { Page } from 'playwright-core'

/** A figure of the dashboard, as a person reads it, and where it leads. */
export interface Figure {
  readonly text: string
  readonly href: string
}

/** Cents of `1 234,50 €`, or a number of pieces. */
export const numberIn = (text: string): number => Number(text.replaceAll(/[^\d]/g, ''))

export const figuresOn = (page: Page): Promise<Figure[]> =>
  page.evaluate<Figure[]>(
    "[...document.querySelectorAll('.queues a, .kpis a, .feed.best a:last-child')].map(({ innerText, href }) => ({ text: innerText, href }))",
  )

/** The same number, from the rows the figure leads to: pieces and money added up, or the rows counted. */
export async function provenBy(page: Page, { text, href }: Figure): Promise<number> {
  await page.goto(href)
  await page.locator('.opages, .empty').waitFor()
  const cells = (read: string) => page.evaluate<string[]>(`[...document.querySelectorAll('tbody td')].flatMap((cell) => ${read} ?? [])`)
  const sum = (texts: readonly string[]) => texts.reduce((all, one) => all + numberIn(one), 0)
  if (/pièce/.test(text)) return sum(await cells("cell.dataset.name === 'Quantité' ? cell.innerText : undefined"))
  if (text.includes('€') && href.includes('view=refunded')) return sum(await cells("cell.querySelector('small')?.innerText"))
  if (text.includes('€')) return sum(await cells("cell.classList.contains('corner') ? cell.firstChild.data : undefined"))
  if (await page.locator('.empty').count()) return 0
  return numberIn((await page.locator('.opages p').innerText()).split('sur').at(-1)!) // `50 sur 120 lignes`
}
