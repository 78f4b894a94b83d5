import { type KlaviyoOperation, klaviyoOperations } from '../../connectors/klaviyo';
import type { CommerceLane } from '../../contract/commerce';
import { type PreviewPart, type Storage, writePreviewPart } from '../../storage';
import type { FullBatch, LaneEntry, SettledBatch } from './lane-batch';

/** A person looks at a few, not at all. */
const mostPayloads = 3;

/** What a step of a dry run would have sent. */
export class LanePreview {
  readonly #storage: Storage;
  readonly #of: { readonly import: string; readonly runId: string };
  readonly #place: string;
  readonly #kinds = new Map<string, number>();
  readonly #part: { -readonly [Key in keyof PreviewPart]: PreviewPart[Key] };

  constructor(
    storage: Storage,
    of: { readonly import: string; readonly runId: string },
    { key, after = '' }: CommerceLane,
    { inBulk, singly }: { readonly inBulk: KlaviyoOperation; readonly singly?: KlaviyoOperation },
  ) {
    this.#part = {
      ...{ requests: 0, limits: limitsOf(inBulk), records: 0, payloads: [], errors: [] },
      ...(singly ? { singly: limitsOf(singly) } : {}),
    };
    this.#storage = storage;
    this.#of = of;
    // A step that is repeated writes its part again.
    this.#place = `${key}-${after}`;
  }

  add({ entries, errored }: FullBatch<LaneEntry>): SettledBatch {
    const { payloads, errors } = this.#part;
    for (const { kinds = {} } of entries) {
      for (const [kind, count] of Object.entries(kinds)) this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + count);
    }
    this.#part.requests += entries.length === 0 ? 0 : 1;
    this.#part.records += entries.reduce((sum, { weight = 1 }) => sum + weight, 0);
    const room = mostPayloads - payloads.length;
    this.#part.payloads = [...payloads, ...entries.slice(0, room).map(({ json }): unknown => JSON.parse(json))];
    this.#part.errors = [
      ...errors,
      ...errored.slice(0, mostPayloads - errors.length).map(({ id, code, message }) => ({ id, code, message })),
    ];
    return { delivered: 0, errored: [], jobs: [] };
  }

  save(): Promise<void> {
    const details = [...this.#kinds].map(([what, count]) => ({ what, count }));
    const part = { ...this.#part, ...(details.length > 0 ? { details } : {}) };
    return writePreviewPart(this.#storage, { ...this.#of, place: this.#place }, part);
  }
}

function limitsOf(operation: KlaviyoOperation): PreviewPart['limits'] {
  const { perSecond, perMinute } = klaviyoOperations[operation];
  return { perSecond, perMinute };
}
