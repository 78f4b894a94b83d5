import type { ArchivedFile, LandAs } from '../../config';
import { starMatch } from '../../contract/couriers/star-match';
import { LongshoreError } from '../../contract/failure';

const mostNamed = 10;

/** What a courier wants of an archive; it remembers what it has met. */
export class ArchiveContents {
  readonly #wanted: readonly { readonly name: string | undefined; readonly landAs: LandAs; readonly is: Match }[];
  readonly #met = new Set<string | undefined>();

  constructor(contents: readonly ArchivedFile[]) {
    this.#wanted = contents.map(({ name, landAs }) => ({
      name,
      landAs,
      is: name === undefined ? () => true : isOf(name),
    }));
  }

  /** What a file of the archive lands as: that of the first name that it has; undefined where it is not wanted. */
  match(inner: string): LandAs | undefined {
    const path = inner.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
    if (isNoise(path)) return undefined;
    const names = this.#wanted.filter(({ is }) => is(path));
    for (const { name } of names) this.#met.add(name);
    return names[0]?.landAs;
  }

  /** Throws `archived-file-missing` where nothing had a name that is wanted. */
  requireAll(archive: string): void {
    const missing = this.#wanted.filter(({ name }) => !this.#met.has(name)).map(({ name }) => name ?? 'any file');
    if (missing.length === 0) return;
    const rest = missing.length - mostNamed;
    const named = `${missing.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    throw new LongshoreError('archived-file-missing', `The archive ${archive} does not have ${named}`);
  }
}

type Match = (path: string) => boolean;

/** A name may be that of a folder of parts, which are all one file to who has written them: `t.parquet/part-00000`. */
function isOf(name: string): Match {
  const whole = name.replace(/\/$/, '');
  const isFile = starMatch(whole);
  const isPart = starMatch(`${whole}/*`);
  return (path) => isFile(path) || (isPart(path) && !/\/_[^/]*$/.test(path));
}

/** What systems leave in archives beside the files that were meant: `__MACOSX/._a.csv`, `.DS_Store`. */
function isNoise(path: string): boolean {
  return /(?:^|\/)(?:__MACOSX\/|\.[^/]*$)/.test(path);
}
