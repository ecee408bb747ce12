import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { savePdf } from "../../ui/save-pdf.ts";
import { Answered, Empty, Failed } from "../../ui/states.tsx";
import type { DocumentKind } from "./document-kinds.ts";
import type { ShownDocument } from "./shown-document.ts";

type PrintedFile = {
  readonly id: string;
  /** Milliseconds since 1970, UTC: when it was printed. */
  readonly versionNumber: string;
};

type Files = {
  readonly list: (key: string) => Promise<readonly PrintedFile[]>;
  /** Prints it as it is now; answers the id of the file. */
  readonly print: (key: string) => Promise<string>;
};

const FILES: Readonly<Record<DocumentKind, Files>> = {
  Invoice: {
    list: async (invoiceKey) =>
      (await api.listInvoiceFiles({ params: { invoiceKey } })).invoiceFiles,
    print: async (invoiceKey) => (await api.generateInvoicePdf({ params: { invoiceKey } })).fileId,
  },
  CreditMemo: {
    list: async (creditMemoKey) =>
      (await api.listCreditMemoFiles({ params: { creditMemoKey } })).creditMemoFiles,
    print: async (creditMemoKey) =>
      (await api.generateCreditMemoPdf({ params: { creditMemoKey } })).fileId,
  },
  DebitMemo: {
    list: async (debitMemoKey) =>
      (await api.listDebitMemoFiles({ params: { debitMemoKey } })).debitMemoFiles,
    print: async (debitMemoKey) =>
      (await api.generateDebitMemoPdf({ params: { debitMemoKey } })).fileId,
  },
};

const useFiles = ({ kind, id }: ShownDocument) =>
  useQuery({ queryKey: ["files", kind, id], queryFn: () => FILES[kind].list(id) });

/** A cancelled document has no PDF any more. */
const isPrintable = ({ status }: ShownDocument): boolean =>
  status === "Posted" || status === "Draft";

/** The newest PDF that there is: it is what was sent. Where there is none, it is made. */
export function DownloadPdf({ document }: { readonly document: ShownDocument }) {
  const files = useFiles(document);
  const mayPrint = useMay("billing.write") && isPrintable(document);
  const { kind, id, number } = document;
  const [newest] = files.data ?? [];
  const save = useMutation({
    mutationFn: async () => savePdf(newest?.id ?? (await FILES[kind].print(id)), number),
    onSuccess: () => (newest ? undefined : queryClient.invalidateQueries({ queryKey: ["files"] })),
  });
  if (!files.data || !(newest || mayPrint)) return null;
  return (
    <>
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        Download PDF
      </Button>
      {save.error && <Failed error={save.error} what="the PDF" title="Could not make the PDF" />}
    </>
  );
}

/** Every version that was printed, the newest first. */
export function DocumentFiles({ document }: { readonly document: ShownDocument }) {
  const files = useFiles(document);
  const mayPrint = useMay("billing.write") && isPrintable(document);
  const { kind, id, number } = document;
  const print = useMutation({
    mutationFn: () => FILES[kind].print(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["files"] }),
  });
  return (
    <section className="panel" aria-labelledby="files">
      <div className="row row-apart panel-head">
        <h2 id="files">PDF files</h2>
        {mayPrint && (
          <Button variant="default" loading={print.isPending} onClick={() => print.mutate()}>
            Print it as it is now
          </Button>
        )}
      </div>
      {print.error && <Failed error={print.error} what="the PDF" title="Could not make the PDF" />}
      <Answered query={files} what="the files" lines={1}>
        {(found) =>
          found.length === 0 ? (
            <Empty title="No PDF was made of it yet" />
          ) : (
            <ul className="plain-list">
              {found.map((file) => (
                <li key={file.id}>
                  <Version file={file} name={`${number} ${momentOf(file).replaceAll(":", "")}`} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </section>
  );
}

/** "2026-11-20 18:07", where the reader is. */
const momentOf = ({ versionNumber }: PrintedFile): string =>
  new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(
    new Date(Number(versionNumber)),
  );

function Version({ file, name }: { readonly file: PrintedFile; readonly name: string }) {
  const save = useMutation({ mutationFn: () => savePdf(file.id, name) });
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        Printed {momentOf(file)}
      </Button>
      {save.error && <Failed error={save.error} what="the file" />}
    </>
  );
}
