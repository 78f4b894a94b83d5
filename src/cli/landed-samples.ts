import Table from 'cli-table3';
import { LongshoreError } from '../contract/failure';
import { nearestWord } from '../contract/nearest-word';
import { type LandedObject, listLanded, type Storage } from '../storage';
import { timeOr } from './tables';

/** A file that has landed, as `longshore feeds samples` lists it. */
export interface LandedSample {
  readonly courier: string;
  readonly tag: string;
  /** The object's name, and behind a `!` that in its archive. */
  readonly file: string;
  readonly day?: string;
  /** In bytes, as it lies in storage. */
  readonly bytes: number;
  /** Epoch ms. */
  readonly landedAt: number;
  readonly runId: string;
}

export interface SampleFilter {
  readonly courier?: string;
  readonly tag?: string;
  readonly limit: number;
}

/** Files that have landed, the newest first. */
export async function landedSamples(storage: Storage, filter: SampleFilter): Promise<readonly LandedSample[]> {
  const samples: LandedSample[] = [];
  for await (const object of listLanded(storage, ofCourier(filter))) {
    for (const { landAs, inner, bytes } of object.files) {
      if (filter.tag !== undefined && landAs.tag !== filter.tag) continue;
      const { courier, name, day, landedAt, runId } = object;
      const file = inner === undefined ? name : `${name}!${inner}`;
      samples.push({ courier, tag: landAs.tag, file, ...(day === undefined ? {} : { day }), bytes, landedAt, runId });
      if (samples.length === filter.limit) return samples;
    }
  }
  return samples;
}

/**
 * The newest file that has landed under a tag: its object, with that file alone. Throws `usage-invalid` where there is none,
 * with the tags that there are.
 */
export async function newestLanded(storage: Storage, tag: string, courier?: string): Promise<LandedObject> {
  const tags = new Set<string>();
  for await (const object of listLanded(storage, ofCourier({ courier }))) {
    const file = object.files.find(({ landAs }) => landAs.tag === tag);
    if (file) return { ...object, files: [file] };
    for (const { landAs } of object.files) tags.add(landAs.tag);
  }
  const near = nearestWord(tag, [...tags]);
  const there = tags.size === 0 ? 'nothing has' : `there are ${[...tags].join(', ')}`;
  const hint = near === undefined ? there : `did you mean \`${near}\`?`;
  throw new LongshoreError('usage-invalid', `No file has landed under the tag \`${tag}\`: ${hint}`, {
    remedy: '`longshore run <courier> --land-only` lands files; a file of this machine is named by its path.',
  });
}

/** The table of `longshore feeds samples`. */
export function samplesText(samples: readonly LandedSample[]): string {
  if (samples.length === 0) return 'No landed files.\n';
  const table = new Table({
    head: ['Courier', 'Tag', 'File', 'Day', 'Bytes', 'Landed'],
    style: { head: [], border: [] },
  });
  for (const { courier, tag, file, day, bytes, landedAt } of samples) {
    table.push([courier, tag, file, day ?? '', bytes, timeOr(landedAt)]);
  }
  return `${table.toString()}\n`;
}

function ofCourier({ courier }: { readonly courier?: string | undefined }): { courier: string } | undefined {
  return courier === undefined ? undefined : { courier };
}
