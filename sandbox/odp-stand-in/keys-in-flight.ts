/** The keys of the batches that are being answered, to catch a client that has two versions of a record under way. */
export class KeysInFlight {
  readonly #counts = new Map<string, number>();

  /** Answers how many of the keys were already there. */
  enter(objectName: string, keys: readonly string[]): number {
    let overlaps = 0;
    for (const key of new Set(keys)) {
      const place = `${objectName}/${key}`;
      const count = this.#counts.get(place) ?? 0;
      if (count > 0) overlaps += 1;
      this.#counts.set(place, count + 1);
    }
    return overlaps;
  }

  leave(objectName: string, keys: readonly string[]): void {
    for (const key of new Set(keys)) {
      const place = `${objectName}/${key}`;
      const count = this.#counts.get(place) ?? 0;
      if (count > 1) this.#counts.set(place, count - 1);
      else this.#counts.delete(place);
    }
  }
}
