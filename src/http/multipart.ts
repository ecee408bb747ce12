/** Forms with files: multipart/form-data, as browsers and SDKs send it (RFC 7578). */
import { JsonRefused } from "./json.ts";

/** A part of a form that has a file name. */
export type UploadedFile = { readonly fileName: string; readonly content: Buffer };

/** The parts of a form by their names: files, and texts of the other fields. */
export type Form = Readonly<Record<string, UploadedFile | string>>;

/** Errors: JsonRefused, for what is no form. */
export function formOf(contentType: string, body: Buffer): Form {
  const boundary = boundaryOf(contentType);
  const form: Record<string, UploadedFile | string> = {};
  const delimiter = Buffer.from(`--${boundary}`);
  let start = body.indexOf(delimiter);
  for (;;) {
    if (start < 0) throw malformedForm();
    const after = start + delimiter.length;
    if (body.subarray(after, after + 2).toString("latin1") === "--") return form;
    const end = body.indexOf(Buffer.concat([CRLF, delimiter]), after);
    if (end < 0) throw malformedForm();
    const { name, value } = partOf(body.subarray(after + CRLF.length, end));
    form[name] = value;
    start = end + CRLF.length;
  }
}

/** Errors: JsonRefused: a form without one. */
export function boundaryOf(contentType: string): string {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw malformedForm();
  return boundary;
}

const BOUNDARY = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i;
const CRLF = Buffer.from("\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");

function partOf(part: Buffer): { name: string; value: UploadedFile | string } {
  const headEnd = part.indexOf(HEAD_END);
  if (headEnd < 0) throw malformedForm();
  const head = part.subarray(0, headEnd).toString("utf8");
  const { name, fileName } = nameOf(head);
  const content = part.subarray(headEnd + HEAD_END.length);
  return { name, value: fileName === undefined ? content.toString("utf8") : { fileName, content } };
}

/** What the head of a part says. Errors: JsonRefused: a part without a name. */
export function nameOf(head: string): { name: string; fileName: string | undefined } {
  const disposition = head.split("\r\n").find((line) => /^content-disposition:/i.test(line)) ?? "";
  const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1];
  if (name === undefined) throw malformedForm();
  return { name, fileName: /;\s*filename="([^"]*)"/i.exec(disposition)?.[1] };
}

export const malformedForm = () =>
  new JsonRefused("malformed", "The request body is not a valid form.");
