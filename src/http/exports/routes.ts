import { BillingError } from "#engine/errors.ts";
import { createExportJob } from "#operations/create-export-job.ts";
import { inTransaction } from "#store/database.ts";
import { type ExportJob, type ExportStatus, findExportJob } from "#store/exports/jobs.ts";
import { saved } from "../object-crud/answers.ts";
import { type CrudObject, shown } from "../object-crud/to-wire.ts";
import { checkUnknownFields } from "../object-crud/unknown-fields.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { offsetTimestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const exportRoutes: readonly Route[] = [
  route(contract.createExport, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createExport.request, query);
    refuseFields(body, contract.NOT_YET);
    checkFormat(body.Format);
    const { Query: asked, Name: name = null, Zip: isZipped } = body;
    const { jobId } = await createExportJob(context, { query: asked, name, isZipped });
    return saved(jobId);
  }),
  route(contract.readExport, async ({ database, entityId, timeZone }, { params, query }) => {
    const { id: key } = params;
    const job = await inTransaction(database, entityId, (tx) => findExportJob(tx, key, "Export"));
    if (!job) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return shown(toWire(job, timeZone), query.fields);
  }),
];

/** Errors: NOT_SUPPORTED for what is documented, INVALID_VALUE for what is not. */
function checkFormat(format: string): void {
  const asked = format.toLowerCase();
  if (asked === "csv") return;
  if (asked === "html" || asked === "excel") {
    const message = `'Format' can only be csv: ${format} is not supported by this version of Quittance.`;
    throw new BillingError("NOT_SUPPORTED", { field: "Format", message });
  }
  const message = "'Format' should be csv, html or Excel";
  throw new BillingError("INVALID_VALUE", { field: "Format", message });
}

const STATUSES: Readonly<Record<ExportStatus, string>> = {
  submitted: "Pending",
  executing: "Processing",
  completed: "Completed",
  error: "Failed",
  cancelled: "Canceled",
};

function toWire(job: ExportJob, timeZone: string): CrudObject {
  const [batch] = job.batches;
  return {
    CreatedById: job.createdById,
    CreatedDate: offsetTimestamp(job.createdAt, timeZone),
    Encrypted: false,
    FileId: batch?.fileId ?? null,
    Format: "csv",
    Id: job.jobId,
    Name: job.name,
    Query: batch?.query ?? null,
    Size: job.status === "completed" ? (batch?.recordCount ?? null) : null,
    Status: STATUSES[job.status],
    StatusReason: batch?.message ?? null,
    UpdatedById: job.createdById,
    UpdatedDate: offsetTimestamp(job.updatedAt, timeZone),
    Zip: job.format === "zip",
  };
}
