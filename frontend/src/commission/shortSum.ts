/** The beginning of a check sum, as the form of confirmation shows it: enough to tell one file from another. */
export function shortSum(sha256: string): string {
  return `${sha256.slice(0, 8)}…`
}
