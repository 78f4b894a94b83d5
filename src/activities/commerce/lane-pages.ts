/** A page of a shop's resources, in the order of their ids. */
export interface LanePage<Resource> {
  readonly resources: readonly Resource[];
  /** Behind this id the next page begins; left out where nothing of the lane is behind this one. */
  readonly next?: string;
  /** How many of the ids that were asked for the shop does not have. */
  readonly missing?: number;
}

/**
 * Reads a lane page by page from behind an id on. The next page is on its way while the last one is worked on, so that
 * neither waits for the other.
 */
export async function* lanePages<Resource>(
  after: string | undefined,
  read: (after: string | undefined) => Promise<LanePage<Resource>>,
): AsyncGenerator<LanePage<Resource>> {
  for (let coming: Promise<LanePage<Resource>> | undefined = read(after); coming; ) {
    const page: LanePage<Resource> = await coming;
    coming = page.next === undefined ? undefined : read(page.next);
    // It may fail while nobody waits for it, and whoever asks for the next page is told.
    coming?.catch(() => undefined);
    yield page;
  }
}
