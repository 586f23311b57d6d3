import type pg from 'pg'
import type { PageStore } from '../application/shop-pages.ts'
import type { ShopPage } from '../domain/shop-page.ts'

export const sqlPageStore = (pool: pg.Pool): PageStore => ({
  async pages() {
    return (await pool.query<ShopPage>({ name: 'catalog.pages', text: 'select slug, title, body from catalog.page' })).rows
  },
  async putPage({ slug, title, body }, at) {
    const text = `insert into catalog.page (slug, title, body, changed_at) values ($1, $2, $3, $4)
      on conflict (slug) do update set title = excluded.title, body = excluded.body, changed_at = excluded.changed_at`
    await pool.query(text, [slug, JSON.stringify(title), JSON.stringify(body), at])
  },
  async removePage(slug) {
    await pool.query('delete from catalog.page where slug = $1', [slug])
  },
})
