export type Region = 'us' | 'eu' | 'au';
export type Grade = 'private' | 'public' | 'none';

/** The region that a key names: the end of its public part, which reaches to the last dot. */
export function regionOfKey(key: string): Region {
  const dot = key.lastIndexOf('.');
  const publicPart = dot < 0 ? key : key.slice(0, dot);
  if (publicPart.endsWith('-eu1')) return 'eu';
  return publicPart.endsWith('-au1') ? 'au' : 'us';
}

/** The keys that the stand-in knows. */
export class Access {
  readonly #region: Region;
  readonly #grades = new Map<string, Grade>();

  constructor(region: Region) {
    this.#region = region;
  }

  add(key: string, grade: 'private' | 'public'): void {
    this.#grades.set(key, grade);
  }

  /** Works at once; the vendor lets a revoked key live on for 12 hours. */
  revoke(key: string): void {
    this.#grades.delete(key);
  }

  clear(): void {
    this.#grades.clear();
  }

  /** What the holder of this key may do; a key of another region may do nothing. */
  gradeOf(key: string | undefined): Grade {
    if (key === undefined || regionOfKey(key) !== this.#region) return 'none';
    return this.#grades.get(key) ?? 'none';
  }
}
