-- What was given up, and what was dropped as nobody's here, is listed (adapters/sql-look-up-store.ts): few among all that were heard.
create index webhook_given_up on payments.webhook (given_up_at) where given_up_at is not null;
