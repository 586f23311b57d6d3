-- Who is in a group, asked by the group: its page in the back office.
create index group_member_by_group on pricing.group_member (group_code, customer_id);
