/** Files of documents: what is printed of them, and what is uploaded in its place. */
import type { PrintedType } from "#engine/model/printed-document.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf, newId } from "./ids.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type StoredFile = {
  readonly fileId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Uint8Array;
};

export type NewFile = Omit<StoredFile, "fileId"> & {
  readonly accountId: string;
  readonly objectType: PrintedType | "Account" | "Subscription" | "Order";
  readonly objectId: string;
  readonly kind: "Printed" | "Uploaded" | "Attached";
};

type Author = { readonly userId: string; readonly now: string };

/** @returns its id */
export async function saveFile(
  tx: Transaction,
  file: NewFile,
  { userId, now }: Author,
): Promise<string> {
  const fileId = newId();
  await sql`
    insert into files (account_id, file_id, object_type, object_id, kind, version_number, file_name,
      content_type, content, created_by_id, created_at)
    values (${file.accountId}::uuid, ${fileId}::uuid, ${file.objectType}, ${file.objectId}::uuid,
      ${file.kind}, greatest((extract(epoch from clock_timestamp()) * 1000)::bigint, (
        select max(version_number) + 1 from files
        where account_id = ${file.accountId}::uuid and object_id = ${file.objectId}::uuid
      )), ${file.fileName}, ${file.contentType}, ${Buffer.from(file.content)}, ${userId}::uuid,
      ${now}::timestamptz)
  `.execute(tx);
  return fileId;
}

export async function findFile(tx: Transaction, key: string): Promise<StoredFile | undefined> {
  const { rows } = await sql<{
    file_id: string;
    file_name: string;
    content_type: string;
    content: Buffer;
  }>`
    select file_id, file_name, content_type, content from files
    where file_id = ${idOf(key)}::uuid
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      fileId: row.file_id,
      fileName: row.file_name,
      contentType: row.content_type,
      content: row.content,
    }
  );
}

/** A file of a document without what is in it. */
export type FileVersion = { readonly fileId: string; readonly versionNumber: number };

/** What was printed or uploaded of a document, newest first. */
export async function listFilesOfDocument(
  tx: Transaction,
  { accountId, documentId }: { readonly accountId: string; readonly documentId: string },
  { page, pageSize }: PageRequest,
): Promise<PageOf<FileVersion>> {
  const { rows } = await sql<{ file_id: string; version_number: string }>`
    select file_id, version_number from files
    where account_id = ${accountId}::uuid and object_id = ${documentId}::uuid
      and kind <> 'Attached'
    order by version_number desc limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  const files = rows.map((row) => ({
    fileId: row.file_id,
    versionNumber: Number(row.version_number),
  }));
  return { rows: files.slice(0, pageSize), hasMore: files.length > pageSize };
}

/** The file of a document with this id, or its newest for null; undefined when there is none. */
export async function findFileOfDocument(
  tx: Transaction,
  { accountId, documentId }: { readonly accountId: string; readonly documentId: string },
  key: string | null,
): Promise<string | undefined> {
  const { rows } = await sql<{ file_id: string }>`
    select file_id from files
    where account_id = ${accountId}::uuid and object_id = ${documentId}::uuid
      and kind <> 'Attached' and (${key}::text is null or file_id = ${key && idOf(key)}::uuid)
    order by version_number desc limit 1
  `.execute(tx);
  return rows[0]?.file_id;
}
