const vector = (text: string, weight: string) =>
  `setweight(to_tsvector('pg_catalog.simple', ${text}) || to_tsvector('pg_catalog.french', ${text}) || to_tsvector('pg_catalog.english', ${text}), '${weight}')`

/** A document and its words. New words count as one document until the next count. */
export const putDocument = `
  with words as (
    insert into catalog.search_term as t (word, stem_fr, stem_en, ndoc, near, ending, length)
    select word, catalog.stem_fr(word), catalog.stem_en(word), 1, near, right(word, 3), length(word)
    from jsonb_to_recordset($6) as w (word text, near text[])
    on conflict (word) do update set ndoc = 1 where t.ndoc = 0
  )
  insert into catalog.search_document (number, product_id, doc)
  select (select number from catalog.product where id = $1), $1, ${vector('$2', 'A')} || ${vector('$3', 'B')} || ${vector('$4', 'C')} || ${vector('$5', 'D')}
  on conflict (number) do update set doc = excluded.doc`

export const removeDocument = 'delete from catalog.search_document where product_id = $1'

export const countTerms = `
  with counted as materialized (select word, ndoc from ts_stat('select doc from catalog.search_document'))
  update catalog.search_term t set ndoc = coalesce(n.ndoc, 0)
  from catalog.search_term o left join counted n on n.word = o.word
  where t.word = o.word and t.ndoc <> coalesce(n.ndoc, 0)`

// Words come as one jsonb and not as an array: the planner then expects the same of any, and keeps one plan.
export const frequencies = `
  select a.word, catalog.stem_fr(a.word) as "stemFr", catalog.stem_en(a.word) as "stemEn", greatest(
    coalesce((select max(ndoc) from catalog.search_term where word = a.word), 0),
    coalesce((select max(ndoc) from catalog.search_term where stem_fr = catalog.stem_fr(a.word) collate "C"), 0),
    coalesce((select max(ndoc) from catalog.search_term where stem_en = catalog.stem_en(a.word) collate "C"), 0)) as documents
  from jsonb_array_elements_text($1::jsonb) with ordinality as a (word, n) order by a.n`

/**
 * `near` finds every word one edit away. Two edits, from 8 letters: at most one of them is in the first or the last third, so the word
 * begins or ends alike, or shares a form with two letters less.
 */
export const candidates = `
  select a.n, c.word, t.stem_fr as "stemFr", t.stem_en as "stemEn", c.ndoc as documents
  from jsonb_to_recordset($1::jsonb) as a (n int, word text, last bool, near text[]) cross join lateral (
    select word, ndoc from catalog.search_term where near && a.near
    union (select word, ndoc from catalog.search_term where length(a.word) >= 8 and length between length(a.word) - 2 and length(a.word) + 2
      and word >= left(a.word, 3) collate "C" and word < (left(a.word, 3) || '~') collate "C" order by ndoc desc limit 500)
    union (select word, ndoc from catalog.search_term where length(a.word) >= 8 and length between length(a.word) - 2 and length(a.word) + 2
      and ending = right(a.word, 3) collate "C" order by ndoc desc limit 500)
    union (select word, ndoc from catalog.search_term where a.last and word >= (a.word collate "C") and word < (a.word || '~') collate "C"
      order by ndoc desc limit 30)
    union (select word, ndoc from catalog.search_term where a.last and length(a.word) >= 4 and length >= length(a.word)
      and word >= left(a.word, 2) collate "C" and word < (left(a.word, 2) || '~') collate "C" order by ndoc desc limit 200)) as c
  join catalog.search_term t on t.word = c.word where t.near <> '{}'`

/** The planner sees one condition on the index. Ranking is for the 1,000 newest hits; the others follow without a score. */
export const searchDocuments = `
  with levels as materialized (
    select concept, closeness, q::tsquery as q from unnest($1::int[], $2::real[], $3::text[]) as x (concept, closeness, q)
  ), hits as materialized (
    select number, doc from catalog.search_document where doc @@ $4::tsquery order by number desc
  ), scored as (
    select number, (select sum(best) from (
      select max(closeness * ts_rank('{0.1, 0.4, 0.8, 1}', h.doc, q)) as best from levels group by concept) as by_concept) as score
    from (select * from hits limit 1000) as h
  )
  select coalesce(array_agg(h.number), '{}') as numbers, coalesce(array_agg(coalesce(s.score, 0)), '{}') as scores
  from hits h left join scored s using (number)`
