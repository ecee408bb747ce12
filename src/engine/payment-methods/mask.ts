/** "************1111": as many signs as there were, of which the last four can be read. */
export function mask(secret: string): string {
  const signs = secret.replace(/[\s-]/g, "");
  const shown = signs.length > 4 ? signs.slice(-4) : "";
  return "*".repeat(signs.length - shown.length) + shown;
}

/** Whether a text is the number of a card, however it is grouped: nobody else has Luhn's last digit. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/[\s-]/g, "");
  if (!/^\d{12,19}$/.test(digits)) return false;
  let total = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    total += value > 9 ? value - 9 : value;
  }
  return total % 10 === 0;
}
