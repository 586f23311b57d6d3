-- Money that goes back because its order is cancelled: agreeing to it cancels the order.
alter table payments.refund_request add cancels boolean not null default false;
