import type { CourierObject, PlannedObject } from '../../contract/couriers/courier-file';

/**
 * Merges lists that are in order each, into one in the order in which files count: day, then the bytes of the name, then the
 * number of the entity. It holds one object of each.
 */
export async function* objectsInOrder(
  lists: readonly AsyncGenerator<PlannedObject, void>[],
): AsyncGenerator<PlannedObject, void> {
  const heads = new Map<AsyncGenerator<PlannedObject, void>, PlannedObject>();
  const advance = async (list: AsyncGenerator<PlannedObject, void>): Promise<void> => {
    const next = await list.next();
    if (next.done) heads.delete(list);
    else heads.set(list, next.value);
  };
  for (const list of lists) await advance(list);
  while (heads.size > 0) {
    const [first, ...others] = heads;
    if (!first) return;
    const [list, object] = others.reduce((least, one) => (compareObjects(one[1], least[1]) < 0 ? one : least), first);
    yield object;
    await advance(list);
  }
}

/** Negative where `a` counts before `b`. */
export function compareObjects(a: CourierObject, b: CourierObject): number {
  const [dayOfA, dayOfB] = [a.day ?? '', b.day ?? ''];
  if (dayOfA !== dayOfB) return dayOfA < dayOfB ? -1 : 1;
  // Not as JavaScript compares texts: S3 lists by the bytes of UTF-8.
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)) || a.entity - b.entity;
}
