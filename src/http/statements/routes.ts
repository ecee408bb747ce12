import { BillingError } from "#engine/errors.ts";
import { emailStatement } from "#operations/email-statement.ts";
import { printStatement } from "#operations/print-statement.ts";
import { statementOfAccount, type WantedStatement } from "#operations/statement-of-account.ts";
import { findAccount } from "#store/accounts.ts";
import { findBalancesAsOf } from "#store/balances-as-of.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const statementRoutes: readonly Route[] = [
  route(contract.getAccountAgeing, (context, { params, query }) =>
    inTransaction(context.database, context.entityId, async (tx) => {
      const account = await accountOf(tx, params.accountKey, query.currency);
      const asOfDate = query.asOfDate ?? context.today();
      const { ageing, ...balances } = await findBalancesAsOf(tx, account, asOfDate);
      return { ...account, asOfDate, ...balances, ageing: [...ageing] };
    }),
  ),
  route(contract.getAccountStatement, ({ database, entityId }, { params, query }) =>
    inTransaction(database, entityId, async (tx) => {
      const { ageing, billTo, accountName, entityName, movements, ...statement } =
        await statementOfAccount(tx, params.accountKey, wantedOf(query));
      return { ...statement, movements: [...movements] };
    }),
  ),
  route(contract.printAccountStatement, async (context, { params, body }) => {
    const { fileId } = await printStatement(context, params.accountKey, wantedOf(body));
    return { fileId, pdfFileUrl: `/v1/files/${fileId}` };
  }),
  route(contract.emailAccountStatement, async (context, { params, body }) => {
    const { useEmailTemplateSetting, includeAdditionalEmailAddresses } = body;
    const given = useEmailTemplateSetting ? "" : (body.emailAddresses ?? "");
    const emailAddresses = given.split(",").flatMap((each) => each.trim() || []);
    const request = { emailAddresses, includeAdditionalEmailAddresses };
    const sent = await emailStatement(context, params.accountKey, wantedOf(body), request);
    return { fileId: sent.fileId, addresses: [...sent.addresses] };
  }),
];

async function accountOf(tx: Transaction, key: string, currency: string | undefined) {
  const account = await findAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { accountId, accountNumber } = account;
  return { accountId, accountNumber, currency: currency ?? account.currency };
}

const wantedOf = ({
  startDate,
  endDate,
  currency = null,
}: Pick<WantedStatement, "startDate" | "endDate"> & {
  currency?: string | undefined | null;
}): WantedStatement => ({ startDate, endDate, currency });
