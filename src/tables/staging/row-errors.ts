import type { RowError } from '../tables';

const atOnce = 500;
/** Of a row so much is kept. */
const maxRecordChars = 16_384;

/** Bad rows on their way to who keeps them: some hundreds at a time, so that memory does not grow with them. */
export class RowErrors {
  readonly #take: (errors: readonly RowError[]) => Promise<void>;
  #waiting: RowError[] = [];

  constructor(take: (errors: readonly RowError[]) => Promise<void>) {
    this.#take = take;
  }

  async add(error: RowError): Promise<void> {
    this.#waiting.push({ ...error, record: error.record.slice(0, maxRecordChars) });
    if (this.#waiting.length >= atOnce) await this.flush();
  }

  async flush(): Promise<void> {
    const errors = this.#waiting;
    this.#waiting = [];
    if (errors.length > 0) await this.#take(errors);
  }
}
