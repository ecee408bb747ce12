import { billRun } from "./bill-run.ts";
import { bulkCancel } from "./bulk-cancel.ts";
import { cancel } from "./cancel.ts";
import { http } from "./http.ts";
import { orders } from "./orders.ts";
import { payments } from "./payments.ts";
import { proof } from "./proof.ts";
import type { Workload } from "./workload.ts";

/** Every workload, once. */
export const WORKLOADS: readonly Workload[] = [
  billRun,
  bulkCancel,
  cancel,
  http,
  orders,
  payments,
  proof,
];
