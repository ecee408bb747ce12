-- Orders are also deleted in a moment: DELETE /v1/async/orders/{orderNumber}.
alter table async_jobs drop constraint async_jobs_job_type_check;
alter table async_jobs add constraint async_jobs_job_type_check
  check (job_type in ('AsyncCreateOrder', 'AsyncPreviewOrder', 'AsyncDeleteOrder'));
