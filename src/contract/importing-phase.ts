/** "importing 3 of 10": the file that is worked on, of those that were found. */
export function importingPhase({ done, found }: { readonly done: number; readonly found: number }): string {
  return `importing ${Math.min(done + 1, found)} of ${found}`;
}
