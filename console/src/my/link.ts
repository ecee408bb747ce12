/** What stands behind the # of an address that lets in: a link that works once, or one that was signed. */
export function linkOf(hash: string, merchant: string | undefined) {
  const given = new URLSearchParams(hash.slice(1));
  const link = given.get("link");
  if (link) return { link };
  const [accountNumber, expires] = [given.get("account"), given.get("expires")];
  const [nonce, signature] = [given.get("nonce"), given.get("signature")];
  if (!merchant || !accountNumber || !expires || !nonce || !signature) return undefined;
  return { signed: { merchant, accountNumber, expires: Number(expires), nonce, signature } };
}
