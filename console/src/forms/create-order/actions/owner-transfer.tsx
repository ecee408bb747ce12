import { TextField } from "../fields.tsx";
import type { ActionFormProps, ActionKind } from "./action-kind.ts";

export const ownerTransfer: ActionKind = {
  title: "Transfer to another owner",
  of: "existing",
  triggers: ["ContractEffective"],
  start: () => ({}),
  Form: (props: ActionFormProps) => (
    <>
      <TextField
        {...props}
        path="destinationAccountNumber"
        label="New owner, by account number"
        hint="Stays as it is when empty."
      />
      <TextField
        {...props}
        path="destinationInvoiceAccountNumber"
        label="Who is billed, by account number"
        hint="Stays as it is when empty."
      />
    </>
  ),
};
