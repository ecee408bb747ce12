/** Adjustments of an invoice, as clients of the model before memos make them. */
import { succeed } from "./company.ts";
import type { TestServer } from "./server.ts";

type Adjusting = { readonly server: TestServer; readonly name: string };

/** A cent off an invoice, and off its first item. */
export async function adjust({ server, name }: Adjusting, invoiceId: string): Promise<void> {
  const credit = { Type: "Credit", InvoiceId: invoiceId, Amount: 0.01 };
  await succeed(server, "POST", "/v1/object/invoice-adjustment", { ...credit, Comments: name });
  const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoiceId}/items`);
  await succeed(server, "POST", "/v1/object/invoice-item-adjustment", {
    ...credit,
    Comment: name,
    AdjustmentDate: "2030-01-01",
    SourceType: "InvoiceDetail",
    SourceId: invoiceItems[0].id,
  });
}
