/** Queries that a job runs: of data, and exports. */
import { setTimeout as delay } from "node:timers/promises";
import { succeed } from "./company.ts";
import type { Answer, TestServer } from "./server.ts";

/** What a data query answers, once its job is done. */
export async function resultOfQuery(server: TestServer, query: string): Promise<Answer> {
  const asked = { query, outputFormat: "JSON", compression: "NONE", output: { target: "S3" } };
  const { id } = (await server.call("POST", "/query/jobs", asked)).json.data;
  const path = `/query/jobs/${id}`;
  for (;;) {
    const { queryStatus, errorMessage } = (await server.call("GET", path)).json.data;
    if (queryStatus === "completed") return server.call("GET", `${path}/result`);
    if (queryStatus === "failed") throw new Error(errorMessage);
    await delay(10);
  }
}

/** One of each kind: they are told apart by no column that says whose they are. */
export async function exportsOf(server: TestServer, name: string) {
  await resultOfQuery(server, `select '${name}' as name from account`);
  const query = `select Id from Account where Name = '${name}'`;
  const asked = { Query: query, Format: "csv" };
  const { Id } = await succeed(server, "POST", "/v1/object/export", asked);
  const session = { name, version: "1.1", partner: name, project: name, queries: [{ query }] };
  const { json } = await server.call("POST", "/v1/batch-query", session);
  const jobs = [
    { key: String(Id), of: ["export job"] },
    { key: String(json.id), of: ["batch query job"] },
  ];
  for (const { key } of jobs.slice(1)) {
    const path = `/v1/batch-query/jobs/${key}`;
    while ((await server.call("GET", path)).json.status !== "completed") await delay(10);
  }
  return [...jobs, ...(await amendmentsOf(server))];
}

/** What creates a subscription is no amendment: one is looked for. */
async function amendmentsOf(server: TestServer) {
  const { data } = await succeed(server, "GET", "/object-query/order-actions?pageSize=99");
  const ids = data.flatMap(({ id, type }: Answer["json"]) =>
    type === "CancelSubscription" ? [id] : [],
  );
  const [id] = ids;
  const { newSubscriptionId } = await succeed(server, "GET", `/v1/amendments/${id}`);
  return [
    { key: String(id), of: ["amendment"] },
    { key: String(newSubscriptionId), of: ["amendment subscription"] },
  ];
}
