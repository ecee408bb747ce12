/** What a browser keeps for us, and can neither read nor change: AES-256-GCM, by a key of the server's. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

export type Seal = {
  seal(text: string): string;
  /** Undefined where it was not sealed by this key. */
  open(sealed: string): string | undefined;
};

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param secret  all processes that serve the same people have the same one; the key follows from it */
export function sealBy(secret: string, purpose: string): Seal {
  const key = Buffer.from(hkdfSync("sha256", secret, "quittance", purpose, 32));
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const sealed = [cipher.update(text, "utf8"), cipher.final()];
      return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString("base64url");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, "base64url");
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString();
      } catch {
        return undefined;
      }
    },
  };
}
