/** How external money comes in and goes out. Source: the vendor's schema of refunds. */
export const METHOD_TYPES = [
  ...(["ACH", "Cash", "Check", "CreditCard", "PayPal", "WireTransfer", "DebitCard"] as const),
  ...(["CreditCardReferenceTransaction", "BankTransfer", "Other"] as const),
];
