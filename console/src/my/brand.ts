/** The merchant's colour, with letters on it that can be read whatever it is. */
export function paint(
  page: { readonly merchantName: string; readonly colour: string | null } | undefined,
) {
  const { style } = document.documentElement;
  document.title = page?.merchantName ?? document.title;
  if (!page?.colour) return;
  style.setProperty("--brand", page.colour);
  style.setProperty("--on-brand", contrastOf(page.colour) > 4.5 ? "#ffffff" : "#000000");
}

/** Of white letters, by WCAG: whatever has less than 4.5 with white has more with black. */
function contrastOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
