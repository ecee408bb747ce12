import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** The one accent: deep teal. */
const teal: MantineColorsTuple = [
  ...(["#e6f6f4", "#cbebe7", "#9dd8d1", "#6cc4bb", "#4fb3a9"] as const),
  ...(["#33a096", "#1d8a82", "#147a73", "#0b6b67", "#065552"] as const),
];

/** What has failed or is given up. */
const red: MantineColorsTuple = [
  ...(["#fdecea", "#f9d2cd", "#f2a79f", "#ea7b70", "#e2564a"] as const),
  ...(["#d63a2d", "#c42b1f", "#b42318", "#991c13", "#7d150d"] as const),
];

/** Four sizes of text, spaces of 4 pixels, no shadow but under what floats. */
export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: { light: 8, dark: 7 },
  colors: { teal, red },
  fontFamily: "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "1rem", lg: "1.25rem", xl: "1.25rem" },
  spacing: { xs: "0.25rem", sm: "0.5rem", md: "0.75rem", lg: "1rem", xl: "1.5rem" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.4" },
      h2: { fontSize: "1rem", lineHeight: "1.5" },
      h3: { fontSize: "0.875rem", lineHeight: "1.5" },
    },
  },
  defaultRadius: "sm",
  respectReducedMotion: true,
  cursorType: "pointer",
});

/** Mantine's own colours are ours: theme.css says what they are in light and in dark. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const ours = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--quiet)",
    "--mantine-color-placeholder": "var(--quiet)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--soft)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-anchor": "var(--accent)",
    "--mantine-color-error": "var(--lost)",
  };
  return { variables: {}, light: ours, dark: ours };
};
