import { anAccount, succeed } from "./company.ts";
import type { TestServer } from "./server.ts";

/** An account that is deleted, and its history before it. */
export async function emptyAccount(server: TestServer, name: string): Promise<void> {
  const { accountId, accountNumber } = await anAccount(server, { name });
  await server.call("DELETE", `/notifications/history?accountId=${accountId}`);
  await succeed(server, "DELETE", `/v1/accounts/${accountNumber}`);
}
