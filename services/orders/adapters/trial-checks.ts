import type { Check } from '@vitrine/platform/service'
import { trialMoves } from '../domain/home-trial.ts'

/** The table of moves as rows, from the code that runs: both cannot differ. */
const moveRows = Object.entries(trialMoves)
  .flatMap(([from, followers]) => followers.map((to) => `('${from}', '${to}')`))
  .join(', ')

/** What `vitrine verify` asks of home trials. */
export const trialChecks: readonly Check[] = [
  {
    invariant: 'I5 a deposit is the price of its frames, and what is taken of it that of frames that did not come back',
    text: `
      select 'home trial ' || id || ': ' || deposit_minor || ' set aside, ' || charged_minor || ' charged, ' || taken_minor || ' taken' from orders.home_trial as t,
        lateral (
          select sum((frame ->> 'priceMinor')::bigint) as price,
            coalesce(sum((frame ->> 'priceMinor')::bigint) filter (where frame ->> 'outcome' in ('damaged', 'kept', 'missing')), 0) as charged
          from jsonb_array_elements(frames) as frame) as f
      where deposit_minor <> price or charged_minor <> charged or (state = 'closed' and taken_minor <> charged) or (taken_minor > 0 and state not in ('settling', 'closed'))`,
  },
  {
    invariant: 'I5 what a home trial took has its invoice, of that sum',
    text: `
      select 'home trial ' || t.id || ': ' || taken_minor || ' taken, ' || coalesce(i.number || ' of ' || i.total_minor, 'no invoice')
      from orders.home_trial as t left join orders.invoice as i on i.trial_id = t.id
      where (t.state = 'closed' and t.taken_minor > 0 and t.has_taxes and i.number is null) or i.total_minor <> t.taken_minor`,
  },
  {
    invariant: 'I7 the history of a home trial is a path of its moves',
    text: `
      with step as (
        select t.id, t.state as now, replace(entry ->> 'event', 'trial-', '') as state, n from orders.home_trial as t,
          jsonb_array_elements(t.timeline) with ordinality as e (entry, n)
        where replace(entry ->> 'event', 'trial-', '') in (${Object.keys(trialMoves)
          .map((state) => `'${state}'`)
          .join(', ')})
      ), path as (
        select *, lag(state) over (partition by id order by n) as before, lead(state) over (partition by id order by n) as after from step)
      select 'home trial ' || id || ': ' || coalesce(before, 'nothing') || ' to ' || state from path
      where (before is null and state <> 'asked') or (after is null and state <> now)
        or (before is not null and (before, state) not in (values ${moveRows}))`,
  },
  {
    invariant: 'I8 no home trial owes anybody anything for more than a day',
    text: `
      select 'home trial ' || id || ' since ' || due_at from orders.home_trial where due_at < now() - interval '1 day'`,
  },
]
