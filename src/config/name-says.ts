import type { ContentType } from '../contract/couriers/content-type';
import { patternParts } from '../contract/couriers/pattern-parts';

const families = {
  text: ['text/csv', 'text/tab-separated-values', 'text/pipe-separated-values'],
  json: ['application/json', 'application/x-ndjson', 'application/x-json-stream'],
  parquet: ['application/x-parquet'],
  avro: ['application/avro'],
  xml: ['application/xml'],
} as const satisfies Record<string, readonly ContentType[]>;
type Family = keyof typeof families;

const familyOf: ReadonlyMap<string, Family> = new Map([
  ['csv', 'text'],
  ['tsv', 'text'],
  ['psv', 'text'],
  ['json', 'json'],
  ['ndjson', 'json'],
  ['jsonl', 'json'],
  ['parquet', 'parquet'],
  ['avro', 'avro'],
  ['xml', 'xml'],
]);

/** What the end of a pattern says of its files. */
export interface NameSays {
  /** Undefined where it says neither. */
  readonly type?: 'file' | 'archive';
  /** Types of content that a file of such a name may have; undefined where any may be. */
  readonly contentTypes?: readonly ContentType[];
}

/** Reads the extension, with those of encryption and compression taken away: `a.csv.gz` is a file, `a.tar.gz` an archive. */
export function nameSays(pattern: string): NameSays {
  const parts = patternParts(pattern);
  const last = 'message' in parts ? undefined : parts.at(-1);
  const name = last?.kind === 'text' ? last.text.toLowerCase().replace(/\.(pgp|gpg)$/, '') : '';
  if (/\.(zip|tar|tgz|tar\.gz)$/.test(name)) return { type: 'archive' };
  const extension = /\.([a-z]+)(\.gz)?$/.exec(name)?.[1] ?? '';
  const family = familyOf.get(extension);
  return family === undefined ? {} : { type: 'file', contentTypes: families[family] };
}
