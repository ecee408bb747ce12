/** Usage by file. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anAccount, succeed } from "#test/support/company.ts";
import { type Clerk, rowsOf } from "./clerk.ts";

export function usage(clerk: Clerk): void {
  describe("a file of usage", () => {
    test("is uploaded, and says of each refused line why", async () => {
      const { accountNumber } = await anAccount(clerk.server, { name: "Counting Ltd" });
      await clerk.page.goto(`/usage?account=${accountNumber}`);
      const lines = [
        "ACCOUNT_ID,UOM,QTY,STARTDATE",
        `${accountNumber},Each,12.5,05/01/2023`,
        `${accountNumber},Each,many,05/02/2023`,
      ];
      const buffer = Buffer.from(lines.join("\n"));
      await clerk.page
        .getByLabel("CSV file")
        .setInputFiles({ name: "may.csv", mimeType: "text/csv", buffer });
      await clerk.page.getByRole("button", { name: "Upload the usage" }).click();
      await clerk.page.getByText("2 rows read, 1 imported, 1 refused.").waitFor();
      assert.equal((await rowsOf(clerk, "Lines that were refused"))[0]?.[0], "3");
      await clerk.page.getByRole("region", { name: "Usage" }).getByText("12.50 Each").waitFor();
      const { usage } = await succeed(clerk.server, "GET", `/v1/usage/accounts/${accountNumber}`);
      assert.equal(usage.length, 1);
    });
  });
}
