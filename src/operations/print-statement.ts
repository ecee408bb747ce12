import type { PrintedStatement } from "#engine/model/printed-statement.ts";
import { renderStatement } from "#gateways/pdf/render-pdf.ts";
import { inTransaction } from "#store/database.ts";
import { type NewFile, saveFile } from "#store/files.ts";
import { authorOf, type Context } from "./context.ts";
import { statementOfAccount, type WantedStatement } from "./statement-of-account.ts";

/**
 * Prints a statement and keeps the file with the account. No transaction is open while the page is laid
 * out.
 *
 * Errors: those of statementOfAccount.
 */
export async function printStatement(
  context: Context,
  key: string,
  wanted: WantedStatement,
): Promise<{ readonly fileId: string; readonly statement: PrintedStatement }> {
  const { database, entityId } = context;
  const statement = await inTransaction(database, entityId, (tx) =>
    statementOfAccount(tx, key, wanted),
  );
  const { accountId, accountNumber, startDate, endDate } = statement;
  const file: NewFile = {
    accountId,
    objectType: "Account",
    objectId: accountId,
    kind: "Printed",
    fileName: `Statement_${accountNumber}_${startDate}_${endDate}.pdf`,
    contentType: "application/pdf",
    content: await renderStatement(statement),
  };
  const fileId = await inTransaction(database, entityId, (tx) =>
    saveFile(tx, file, authorOf(context)),
  );
  return { fileId, statement };
}
