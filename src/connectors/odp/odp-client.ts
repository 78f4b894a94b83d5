import { LongshoreError } from '../../contract/failure';
import { type Asked, answerFailure } from './answer-failure';
import { odpBaseUrl } from './base-url';
import { type OdpAnswer, OdpConnection } from './connection';
import { type OdpField, odpFieldsSchema } from './odp-field';
import { readRefusedBatch } from './refused-batch';
import type { SendOutcome } from './send-outcome';
import type { OdpSettings } from './settings';

export interface SendOptions {
  readonly signal?: AbortSignal;
  /** Until the answer must have come, in ms. @default 30_000, a second more than a gateway like ODP's waits itself */
  readonly timeoutMs?: number;
}

/** What `check` found out. */
export interface OdpCheck {
  readonly baseUrl: string;
  /** The fields of the object that was asked for; undefined where none was, or where the key may not read schemas. */
  readonly fields: readonly OdpField[] | undefined;
  readonly mayReadSchemas: boolean;
}

const defaultTimeoutMs = 30_000;

/** Opens no connection yet. Throws `config-invalid` for a key or a base URL that cannot be used. */
export function openOdp(settings: OdpSettings): OdpClient {
  return new OdpClient(settings);
}

/** Speaks ODP's REST v3 with one account over connections that are kept alive. */
export class OdpClient {
  readonly baseUrl: string;
  readonly #apiKey: string;
  readonly #connection: OdpConnection;

  constructor(settings: OdpSettings) {
    // Printable ASCII is what a header can hold; Node would throw at the first request, with words of its own.
    if (!/^[\x21-\x7e]+$/.test(settings.apiKey)) {
      throw new LongshoreError('config-invalid', 'The apiKey of the ODP connection is not a key.', {
        remedy: 'Check that it is not empty and holds no space, line break or quote at its ends.',
      });
    }
    this.baseUrl = odpBaseUrl(settings);
    this.#apiKey = settings.apiKey;
    this.#connection = new OdpConnection(this.baseUrl, settings.apiKey);
  }

  /**
   * Sends one batch: `body` is the text of a JSON array of flat objects, at most 500. Upserts by the primary key, so
   * that sending the same again changes nothing. Throws what no repeat can mend (`destination-auth`,
   * `destination-not-found`, `destination-refused`) and the signal's AbortError.
   */
  async sendObjects(objectName: string, body: string, options: SendOptions = {}): Promise<SendOutcome> {
    const { signal, timeoutMs = defaultTimeoutMs } = options;
    let answer: OdpAnswer;
    try {
      const path = `/objects/${encodeURIComponent(objectName)}`;
      answer = await this.#connection.exchange({ method: 'POST', path, body, signal, timeoutMs });
    } catch (error) {
      if (error instanceof LongshoreError && error.retryable) return { kind: 'busy', error };
      throw error;
    }
    if (answer.status === 202) return { kind: 'accepted' };
    if (answer.status === 400) return readRefusedBatch(answer.text, body);
    if (answer.status === 413) return { kind: 'too-large' };
    const error = answerFailure(answer, this.#asked(objectName));
    if (error.retryable) return { kind: 'busy', error };
    throw error;
  }

  /**
   * The fields of an object's schema, or `not-permitted`: a public key may write and not read, and ODP answers it with
   * the same 403 as a wrong key. Throws as `sendObjects`, and what is busy there as an error.
   */
  async readFields(objectName: string, signal?: AbortSignal): Promise<OdpField[] | 'not-permitted'> {
    const answer = await this.#read(`/schema/objects/${encodeURIComponent(objectName)}/fields`, signal);
    if (answer.status === 403) return 'not-permitted';
    if (answer.status !== 200) throw answerFailure(answer, this.#asked(objectName));
    const fields = odpFieldsSchema.safeParse(this.#parseAnswer(answer.text));
    if (fields.success) return fields.data;
    const where = fields.error.issues[0]?.path.join('.') ?? '';
    throw this.#notAnAnswer(`the fields of ${objectName} in a shape that is not ODP's${where && ` (at ${where})`}`);
  }

  /**
   * Tries the account for real: reaches the host, shows the key and, where an object is named, reads its fields. It
   * changes nothing: a key that may not read is tried with an empty batch. Throws as `readFields`.
   */
  async check(objectName?: string, signal?: AbortSignal): Promise<OdpCheck> {
    if (objectName === undefined) {
      const answer = await this.#read('/schema/objects', signal);
      if (answer.status !== 200 && answer.status !== 403) throw answerFailure(answer, this.#asked());
      if (answer.status === 200) this.#parseAnswer(answer.text);
      return { baseUrl: this.baseUrl, fields: undefined, mayReadSchemas: answer.status === 200 };
    }
    const fields = await this.readFields(objectName, signal);
    if (fields !== 'not-permitted') return { baseUrl: this.baseUrl, fields, mayReadSchemas: true };
    const outcome = await this.sendObjects(objectName, '[]', signal === undefined ? {} : { signal });
    if (outcome.kind === 'busy') throw outcome.error;
    return { baseUrl: this.baseUrl, fields: undefined, mayReadSchemas: false };
  }

  /** Tells accounts apart within this process: what is learnt of one says nothing of another. */
  get account(): string {
    return `${this.baseUrl} ${this.#apiKey}`;
  }

  /** Closes the connections that are kept alive. */
  close(): void {
    this.#connection.close();
  }

  #read(path: string, signal: AbortSignal | undefined): Promise<OdpAnswer> {
    return this.#connection.exchange({ method: 'GET', path, signal, timeoutMs: defaultTimeoutMs });
  }

  #parseAnswer(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      if (!/^\s*[[{]/.test(text)) throw this.#notAnAnswer('something that is not JSON');
      throw new LongshoreError(
        'destination-unavailable',
        `ODP at ${this.#connection.host} broke its answer off.`,
        // The parser's message repeats a piece of the text; a schema holds no record, and so may stand in a cause.
        { cause },
      );
    }
  }

  #notAnAnswer(what: string): LongshoreError {
    return new LongshoreError('destination-refused', `${this.#connection.host} answers with ${what}.`, {
      remedy: 'Check baseUrl of the connection, and what stands between this machine and ODP.',
    });
  }

  #asked(objectName?: string): Asked {
    const { host, hostname } = this.#connection;
    return { host, hostname, apiKey: this.#apiKey, objectName };
  }
}
