-- What it said, and says of everything: a loop over the elements of an array is arithmetic, a query of its rows opened and closed a plan. Of a quote of two lines a third
-- of the time.
create or replace function pricing.is_whole(quote jsonb) returns boolean language plpgsql immutable parallel safe as $$
declare
  totals   jsonb := quote -> 'totals';
  total    bigint := (totals ->> 'totalMinor')::bigint;
  tax      bigint := (totals ->> 'taxMinor')::bigint;
  added    bigint := case when coalesce((totals ->> 'isTaxIncluded')::boolean, true) then 0 else tax end;
  credit   bigint := coalesce((totals ->> 'creditMinor')::bigint, 0);
  parts    jsonb := quote -> 'lines';
  part     jsonb;
  amount   bigint;
  discount bigint;
  sum      bigint := 0;
  less     bigint := 0;
  fits     boolean := true;
begin
  for i in 0 .. coalesce(jsonb_array_length(parts), 0) - 1 loop
    part := parts -> i;
    amount := (part ->> 'totalMinor')::bigint;
    discount := (part ->> 'discountMinor')::bigint;
    sum := sum + coalesce(amount, 0);
    less := less + coalesce(discount, 0);
    if not discount between 0 and amount then fits := false; end if;
  end loop;
  fits := fits and total = (totals ->> 'linesMinor')::bigint - (totals ->> 'discountMinor')::bigint + (totals ->> 'deliveryMinor')::bigint + added
    and total - credit = coalesce((totals ->> 'dueMinor')::bigint, total) and total >= credit
    and sum = (totals ->> 'linesMinor')::bigint and less = (totals ->> 'discountMinor')::bigint;
  if quote ? 'taxes' then
    parts := quote -> 'taxes';
    sum := 0;
    for i in 0 .. jsonb_array_length(parts) - 1 loop sum := sum + coalesce((parts -> i ->> 'taxMinor')::bigint, 0); end loop;
    fits := fits and sum = tax;
  end if;
  if quote ? 'credits' then
    parts := quote -> 'credits';
    sum := 0;
    for i in 0 .. jsonb_array_length(parts) - 1 loop sum := sum + coalesce((parts -> i ->> 'takenMinor')::bigint, 0); end loop;
    fits := fits and sum = credit;
  end if;
  return fits;
end $$;
