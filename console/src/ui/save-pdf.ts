import { api } from "../api/client.ts";
import { saveFile } from "./csv.ts";

/** A file that the server keeps, to the reader's disk. */
export async function savePdf(fileId: string, name: string): Promise<void> {
  const content = (await api.getFile({ params: { fileId } })) as unknown as Uint8Array<ArrayBuffer>;
  saveFile(`${name}.pdf`, content, "application/pdf");
}
