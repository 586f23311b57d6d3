-- People read payments newest first, and find one by what its provider calls it.
create index attempt_newest on payments.attempt (created_at desc, id desc);
create index attempt_disputed on payments.attempt (created_at desc, id desc) where disputes > 0;
