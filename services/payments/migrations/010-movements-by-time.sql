-- The day comes first: with the provider first PostgreSQL took this index for the key's while the table was small, and went on reading all
-- movements of a provider to find one (1,290 rows for each webhook after 650 orders).
drop index payments.movement_at;
create index movement_at on payments.movement (at, provider);
