import type { BookmarkState, JsonValue } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';
import { requireJson } from './require-json';

/** The elements of a state by key, in a form that JSON has. */
export type StateElements = Readonly<Record<string, JsonValue>>;

/**
 * The state of a job: elements by key, best named `<domain>.<dataset>`. It is in memory alone, and lasts with the next
 * `update` or `complete` of its StateStore. What it says of itself is as of when it was read.
 */
export class StateData {
  readonly jobName: string;
  /** True where the job had no state yet. */
  readonly created: boolean;
  readonly status: 'running' | 'completed';
  /** 0 where it was never stored. */
  readonly version: number;
  /** Epoch ms; undefined where it was never stored. */
  readonly updatedAt: number | undefined;
  /** Time of the newest completion up to this version, epoch ms. */
  readonly completedAt: number | undefined;
  readonly writer: string | undefined;
  readonly runId: string | undefined;
  #elements = new Map<string, JsonValue>();

  /** Without a stored state it is new and empty. Throws `bookmark-unreadable` where the stored value is no object. */
  constructor(jobName: string, stored?: BookmarkState) {
    this.jobName = jobName;
    this.created = stored === undefined || stored.version === 0;
    this.status = stored?.status === 'completed' ? 'completed' : 'running';
    this.version = stored?.version ?? 0;
    this.updatedAt = stored?.updatedAt;
    this.completedAt = stored?.completedAt;
    this.writer = stored?.writer;
    this.runId = stored?.runId;
    const value = stored?.value ?? null;
    if (value === null) return;
    if (!isElements(value)) {
      throw new LongshoreError('bookmark-unreadable', `The bookmark of ${jobName} holds a value that is no object`);
    }
    this.#elements = new Map(Object.entries(value));
  }

  /** Adds an element, or replaces the one of this key. Throws `bookmark-value-invalid` for what is not JSON. */
  addElement(key: string, value: JsonValue): void {
    requireJson(key, value);
    this.#elements.set(key, value);
  }

  /** Undefined where there is none. */
  getElement(key: string): JsonValue | undefined {
    return this.#elements.get(key);
  }

  /** No error, and no change, where there is none. */
  removeElement(key: string): void {
    this.#elements.delete(key);
  }

  /** Removes all elements. */
  reset(): void {
    this.#elements.clear();
  }

  elements(): StateElements {
    return Object.fromEntries(this.#elements);
  }

  /** The elements as UTF-8 JSON, keys in the order in which they were added. */
  toBytes(): Uint8Array {
    const members = [...this.#elements].map(([key, value]) => {
      requireJson(key, value);
      return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    });
    return new TextEncoder().encode(`{${members.join(', ')}}`);
  }

  /**
   * Replaces all elements by those of a JSON object, which may be given as such, as text or as UTF-8 bytes. Throws
   * `bookmark-value-invalid` for anything else, and is then as it was.
   */
  fromBytes(data: Uint8Array | string | StateElements): void {
    const value = typeof data === 'string' || data instanceof Uint8Array ? this.#parse(data) : data;
    if (!isElements(value)) throw this.#fault('is not a JSON object');
    const elements = new Map<string, JsonValue>();
    for (const [key, element] of Object.entries(value)) {
      requireJson(key, element);
      elements.set(key, element);
    }
    this.#elements = elements;
  }

  #parse(data: Uint8Array | string): unknown {
    try {
      return JSON.parse(typeof data === 'string' ? data : new TextDecoder('utf-8', { fatal: true }).decode(data));
    } catch {
      // Without the cause, whose message quotes the data.
      throw this.#fault('is not JSON in UTF-8, or is cut off');
    }
  }

  #fault(what: string): LongshoreError {
    return new LongshoreError('bookmark-value-invalid', `What ${this.jobName} was to take as its state ${what}`, {
      remedy: 'Give an object, or the bytes or the text of one. The state is as it was.',
    });
  }
}

function isElements(value: unknown): value is StateElements {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
