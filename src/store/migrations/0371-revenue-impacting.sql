-- Null where nobody has said whether a write-off lowers revenue.
alter table credit_memos alter column revenue_impacting drop not null,
  alter column revenue_impacting drop default;
update credit_memos set revenue_impacting = null;
