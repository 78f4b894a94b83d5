/**
 * Begins work on items in their order, on so many at once. Where work answers `'stop'` no more is begun. Answers whether all
 * of it was done; throws what work throws.
 */
export async function severalAtOnce<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<'done' | 'stop'>,
): Promise<boolean> {
  const waiting = items.values();
  let hasStopped = false;
  const workOn = async (): Promise<void> => {
    for (const item of waiting) {
      if (hasStopped) return;
      if ((await work(item)) === 'stop') hasStopped = true;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, workOn));
  return !hasStopped;
}
