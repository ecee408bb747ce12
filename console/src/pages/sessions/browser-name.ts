/** By a word that only it has in what it calls itself; the first that fits. */
const BROWSERS = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\//, "Firefox"],
  [/\b(Headless)?Chrome\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;

const SYSTEMS = [
  [/\b(iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
] as const;

/** "Firefox on Linux": what somebody calls it; itself where it is none that is known. */
export function browserName(told: string): string {
  const [, browser] = BROWSERS.find(([word]) => word.test(told)) ?? [];
  const [, system] = SYSTEMS.find(([word]) => word.test(told)) ?? [];
  if (browser === undefined) return told === "" ? "A program" : told.slice(0, 40);
  return system === undefined ? browser : `${browser} on ${system}`;
}
