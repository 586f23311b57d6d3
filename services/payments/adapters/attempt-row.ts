/** An `Attempt` as statements answer it, of the row called `table`. */
export const attemptColumns = (
  table: string,
) => `${table}.id, ${table}.order_id as "orderId", ${table}.provider, ${table}.method, ${table}.token,
  ${table}.customer_id as "customerId", ${table}.customer_reference as "customerReference", ${table}.saves,
  ${table}.saved_method_id is not null as "isSaved", ${table}.return_url as "returnUrl", ${table}.amount_minor::float8 as "amountMinor", ${table}.currency, ${table}.state,
  ${table}.captured_minor::float8 as "capturedMinor", ${table}.refunded_minor::float8 as "refundedMinor",
  ${table}.refund_asked_minor::float8 as "refundAskedMinor", ${table}.capture_asked_at is not null as "isCaptureAsked",
  ${table}.capture_asked_minor::float8 as "captureAskedMinor",
  ${table}.void_asked_at is not null as "isVoidAsked", ${table}.reference, ${table}.failure, ${table}.action_url as "actionUrl",
  ${table}.action_kind as "actionKind",
  ${table}.created_at as "createdAt", ${table}.due_at as "dueAt"`
