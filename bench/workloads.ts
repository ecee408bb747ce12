import { billRun } from "./bill-run.ts";
import type { Workload } from "./workload.ts";

/** Every workload, once. */
export const WORKLOADS: readonly Workload[] = [billRun];
