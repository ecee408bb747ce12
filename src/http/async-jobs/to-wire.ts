import type { AsyncResults } from "#operations/accept-async-job.ts";
import type { AsyncJob } from "#store/async-jobs.ts";
import { toAnswer as toPreviewAnswer } from "../order-preview/to-wire.ts";
import { toAnswer as toOrderAnswer } from "../orders/to-answer.ts";
import type { Result } from "../route.ts";
import type { Version } from "../version.ts";
import type { getJobStatusAndResponse } from "./contract.ts";

type Answer = Result<typeof getJobStatusAndResponse>;

export const toAnswer = (job: AsyncJob, version: Version): Answer => ({
  errors: job.errors,
  result: job.status === "Completed" ? resultToWire(job, version) : null,
  status: job.status,
});

/** What the synchronous operation answers, in one object with the type of the job. */
function resultToWire({ jobType, result }: AsyncJob, version: Version): Answer["result"] {
  switch (jobType) {
    case "AsyncCreateOrder": {
      const { order, returnIds } = result as AsyncResults["AsyncCreateOrder"];
      return { jobType, ...toOrderAnswer(order, { returnIds, version }), success: true };
    }
    case "AsyncPreviewOrder": {
      const answer = toPreviewAnswer(result as AsyncResults["AsyncPreviewOrder"]);
      return { jobType, ...answer.previewResult, receipt: answer.receipt, success: true };
    }
    case "AsyncDeleteOrder": {
      const { orderNumber } = result as AsyncResults["AsyncDeleteOrder"];
      return { jobType, orderNumber, success: true };
    }
  }
}
