/** What all pages have in common: paper, letters, title, footer, facts and addresses. */
import type { Content, createPdf, Style } from "pdfmake";

export type Definition = Parameters<typeof createPdf>[0];

export type Column = Exclude<Content, string | unknown[]> & { width: string };

type Frame = {
  readonly title: string;
  /** On every page, and what the file is called inside. */
  readonly footer: string;
  readonly entityName: string;
  /** Printed below the title; null: nothing is. */
  readonly status: string | null;
  /** In another language than English. */
  readonly pageText?: (page: number, pages: number) => string;
};

export const framed = (
  { title, footer, entityName, status, pageText = inEnglish }: Frame,
  content: readonly Content[],
): Definition => ({
  info: { title: footer, author: printable(entityName) },
  pageSize: "A4",
  pageMargins: [40, 48, 40, 48],
  defaultStyle: { font: "Roboto", fontSize: 9 },
  styles: { ...STYLES },
  footer: (page, pages) => ({
    columns: [
      { text: footer, alignment: "left" },
      { text: pageText(page, pages), alignment: "right" },
    ],
    margin: [40, 16, 40, 0],
    style: "small",
  }),
  content: [
    { text: printable(entityName), style: "small" },
    { text: title, style: "title" },
    ...(status === null ? [] : [{ text: status, style: "status" }]),
    ...content,
  ],
});

const inEnglish = (page: number, pages: number): string => `Page ${page} of ${pages}`;

const STYLES: Readonly<Record<string, Style>> = {
  title: { fontSize: 20, bold: true, margin: [0, 4, 0, 0] },
  status: { fontSize: 12, bold: true, color: "#b00020" },
  heading: { bold: true, fontSize: 9 },
  small: { fontSize: 8, color: "#555555" },
};

/** Names with their values; null: the line is left out. */
export function factTable(rows: readonly (readonly [string, string | null])[]): Column {
  const body = rows.flatMap(([name, value]) =>
    value === null ? [] : [[{ text: name, style: "heading" }, printable(value)]],
  );
  return { width: "*", table: { widths: [80, "*"], body }, layout: "noBorders" };
}

export const addressOf = (title: string, lines: readonly string[]): Content[] =>
  lines.length === 0
    ? []
    : [
        { text: title, style: "heading" },
        { text: lines.map(printable).join("\n"), margin: [0, 0, 0, 8] },
      ];

/** Characters that are no text have no place on paper. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu, (found) => (found === "\n" ? found : " "));
