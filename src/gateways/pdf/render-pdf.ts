/** PDF files, made with pdfmake and the fonts that come with it: Latin, Greek and Cyrillic letters. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type pdfmake from "pdfmake";
import type { PrintedDocument } from "#engine/model/printed-document.ts";
import type { PrintedReceipt } from "#engine/model/printed-receipt.ts";
import type { PrintedStatement } from "#engine/model/printed-statement.ts";
import type { PrintedCancel } from "#engine/my-account/cancel-receipt.ts";
import type { Language } from "#engine/my-account/messages.ts";
import { layoutCancelReceipt } from "./cancel-receipt-layout.ts";
import { layout, type PrintOptions } from "./layout.ts";
import { layoutReceipt } from "./receipt-layout.ts";
import { layoutStatement } from "./statement-layout.ts";

const FONTS = join(
  dirname(createRequire(import.meta.url).resolve("pdfmake/package.json")),
  "fonts",
);
const roboto = (style: string): string => join(FONTS, "Roboto", `Roboto-${style}.ttf`);

let loaded: Promise<typeof pdfmake> | undefined;

/** Loaded with the first document: a start need not wait for it. */
function loadPdfmake(): Promise<typeof pdfmake> {
  loaded ??= import("pdfmake").then(({ default: made }) => {
    made.addFonts({
      Roboto: {
        normal: roboto("Regular"),
        bold: roboto("Medium"),
        italics: roboto("Italic"),
        bolditalics: roboto("MediumItalic"),
      },
    });
    // Nothing that a document says is fetched or read.
    made.setUrlAccessPolicy(() => false);
    made.setLocalAccessPolicy((path: string) => path.startsWith(FONTS));
    return made;
  });
  return loaded;
}

/** A document on paper. It takes a few milliseconds, and a second or two for a thousand items. */
export async function renderPdf(
  document: PrintedDocument,
  options: PrintOptions,
): Promise<Uint8Array> {
  const pdfmake = await loadPdfmake();
  return pdfmake.createPdf(layout(document, options)).getBuffer();
}

/** A statement on paper. It takes a second or two for ten thousand movements. */
export async function renderStatement(statement: PrintedStatement): Promise<Uint8Array> {
  const pdfmake = await loadPdfmake();
  return pdfmake.createPdf(layoutStatement(statement)).getBuffer();
}

/** The receipt of an order on paper. */
export async function renderReceipt(receipt: PrintedReceipt): Promise<Uint8Array> {
  const pdfmake = await loadPdfmake();
  return pdfmake.createPdf(layoutReceipt(receipt)).getBuffer();
}

/** The receipt of a customer's cancel, on paper and in his language. */
export async function renderCancelReceipt(
  receipt: PrintedCancel,
  language: Language,
): Promise<Uint8Array> {
  const pdfmake = await loadPdfmake();
  return pdfmake.createPdf(layoutCancelReceipt(receipt, language)).getBuffer();
}
