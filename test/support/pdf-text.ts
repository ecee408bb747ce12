/**
 * What a PDF file says, read back: enough of the format for files that we make. Letters are shown by
 * glyph numbers of a font; the font says in its ToUnicode map which letters these are.
 */
import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";

/** The text of a file, page by page; one line for each piece that was set at a place of its own. */
export function pdfPages(content: Uint8Array): string[] {
  const objects = objectsOf(Buffer.from(content));
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head));
  return pages.map((page) => {
    const fonts = fontsOf(page.head, objects);
    const contents = objects.get(refOf(page.head, "Contents"));
    assert(contents?.stream, "a page has contents");
    return textOf(contents.stream.toString("latin1"), fonts);
  });
}

export const pdfText = (content: Uint8Array): string => pdfPages(content).join("\n");

type PdfObject = { readonly head: string; readonly stream: Buffer | undefined };
type Objects = ReadonlyMap<string, PdfObject>;
/** Letters by glyph numbers of four hexadecimal digits. */
type Font = ReadonlyMap<string, string>;

function objectsOf(file: Buffer): Objects {
  const text = file.toString("latin1");
  assert(text.startsWith("%PDF-"), "it is a PDF file");
  const objects = new Map<string, PdfObject>();
  for (const match of text.matchAll(/^(\d+) 0 obj\r?\n/gm)) {
    const start = match.index + match[0].length;
    const end = text.indexOf("endobj", start);
    const begin = text.indexOf("stream\n", start);
    const hasStream = begin !== -1 && begin < end;
    const head = text.slice(start, hasStream ? begin : end);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1]);
    const stream = hasStream ? file.subarray(begin + 7, begin + 7 + length) : undefined;
    const isDeflated = head.includes("/FlateDecode");
    objects.set(match[1] ?? "", {
      head,
      stream: stream && isDeflated ? inflateSync(stream) : stream,
    });
  }
  return objects;
}

const refOf = (head: string, name: string): string =>
  new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1] ?? "";

function fontsOf(page: string, objects: Objects): ReadonlyMap<string, Font> {
  const resources = objects.get(refOf(page, "Resources"))?.head ?? page;
  const fonts = objects.get(refOf(resources, "Font"))?.head ?? resources;
  return new Map(
    [...fonts.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = "", id = ""]) => {
      const map = objects.get(refOf(objects.get(id)?.head ?? "", "ToUnicode"))?.stream;
      return [name, map ? fontOf(map.toString("latin1")) : new Map()];
    }),
  );
}

/** `<0000> <0005> [<0000> <0041> …]`: glyphs from one to another, and the letters of each. */
function fontOf(map: string): Font {
  const font = new Map<string, string>();
  for (const [, from = "", letters = ""] of map.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g)) {
    const codes = [...letters.matchAll(/<([\w ]*)>/g)].map(([, code = ""]) => code);
    for (const [index, code] of codes.entries()) {
      const glyph = (Number.parseInt(from, 16) + index).toString(16).padStart(4, "0");
      font.set(glyph, lettersOf(code.replaceAll(" ", "")));
    }
  }
  return font;
}

/** UTF-16, big end first, in hexadecimal digits. */
const lettersOf = (hex: string): string => {
  const bytes = Buffer.from(hex, "hex");
  return bytes.length % 2 === 0 ? bytes.swap16().toString("utf16le") : "";
};

function textOf(contents: string, fonts: ReadonlyMap<string, Font>): string {
  let font: Font = new Map();
  const pieces: string[] = [];
  for (const [, name, shown] of contents.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    if (shown === undefined) continue;
    const glyphs = [...shown.matchAll(/<([0-9a-f]*)>/g)].flatMap(
      ([, hex = ""]) => hex.match(/.{4}/g) ?? [],
    );
    pieces.push(glyphs.map((glyph) => font.get(glyph) ?? "\u{fffd}").join(""));
  }
  return pieces.join("\n");
}
