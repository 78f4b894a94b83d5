import type { z } from 'zod';
import { LongshoreError } from '../../contract/failure';
import { plainAddress } from '../plain-address';
import { answerFailure } from './answer-failure';
import { type BulkForm, bulkBody } from './bulk-form';
import { type KlaviyoAnswer, KlaviyoConnection } from './connection';
import { idSchema, importErrorSchema, jobSchema, pageSchema } from './job';
import {
  type CatalogKind,
  type JobOperation,
  type KlaviyoOperation,
  klaviyoOperations,
  type SubmitOperation,
} from './operations';
import type { Answered, Busy, JobProblem, KlaviyoJob, Page, ReadOutcome, SubmitOutcome } from './outcome';
import { rateLimitOf } from './rate-limit';
import { readAnswer } from './read-answer';
import { readRefusedBody } from './refused-body';
import { cursorQuery, idFieldOnly, pathOf, type Query, withQuery } from './request-path';
import type { KlaviyoSettings } from './settings';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Until the answer must have come, in ms. @default 60_000: 5 MB go up before it */
  readonly timeoutMs?: number;
}

/** More make addresses that are too long for what stands in front of an API: 50 compound ids are about 5 KB. */
export const mostIdsPerRead = 50;

const ownAddress = 'https://a.klaviyo.com';
const defaultTimeoutMs = 60_000;
const pageSize = 100;
/** More than 500 jobs of the catalog are refused with a 400 that names no entry: the request is right, and too early. */
const jobLimitCode = 'job_limit_exceeded';
/** A job of a hundred entries takes seconds. */
const jobLimitWaitMs = 5_000;

/** Opens no connection yet. Throws `config-invalid` for a key or a base URL that cannot be used. */
export function openKlaviyo(settings: KlaviyoSettings): KlaviyoClient {
  return new KlaviyoClient(settings);
}

/**
 * Speaks with one Klaviyo account. Each call is one request; what a repeat may mend is an outcome, and what none can
 * (`destination-auth`, `destination-refused`) is thrown, as the signal's AbortError is.
 */
export class KlaviyoClient {
  readonly baseUrl: string;
  readonly #apiKey: string;
  readonly #connection: KlaviyoConnection;

  constructor({ apiKey, baseUrl }: KlaviyoSettings) {
    // Printable ASCII is what a header can hold; Node would throw at the first request, with words of its own.
    if (!/^[\x21-\x7e]+$/.test(apiKey)) {
      throw new LongshoreError('config-invalid', 'The apiKey of the Klaviyo connection is not a key.', {
        remedy: 'Check that it is not empty and holds no space, line break or quote at its ends.',
      });
    }
    const remedy = `Write it as ${ownAddress}, or leave it out.`;
    this.baseUrl = baseUrl === undefined ? ownAddress : plainAddress(baseUrl, 'Klaviyo', remedy);
    this.#apiKey = apiKey;
    this.#connection = new KlaviyoConnection(this.baseUrl, apiKey);
  }

  /** Tells accounts apart within this process: what is learnt of one says nothing of another. */
  get account(): string {
    return `${this.baseUrl} ${this.#apiKey}`;
  }

  /** Sends a bulk request of these entries, each its JSON text. */
  submit(form: BulkForm, entries: readonly string[], options?: CallOptions): Promise<Answered<SubmitOutcome>> {
    return this.#submit(form.operation, bulkBody(form, entries), entries.length, options);
  }

  /** Sends one event, the JSON text of `{"type":"event","attributes":{…}}`. Its `unique_id` makes a repeat harmless. */
  createEvent(event: string, options?: CallOptions): Promise<Answered<SubmitOutcome>> {
    return this.#submit('create_event', `{"data":${event}}`, undefined, options);
  }

  /** How far a bulk job is. */
  readJob(operation: JobOperation, id: string, options?: CallOptions): Promise<Answered<ReadOutcome<KlaviyoJob>>> {
    return this.#read(operation, pathOf(operation, id), jobSchema, options);
  }

  /** Why profiles of a job failed, a page of up to 100. */
  readImportErrors(
    job: string,
    cursor?: string,
    options?: CallOptions,
  ): Promise<Answered<ReadOutcome<Page<JobProblem>>>> {
    const operation = 'get_errors_for_bulk_import_profiles_job';
    const path = withQuery(pathOf(operation, job), { 'page[size]': String(pageSize), ...cursorQuery(cursor) });
    return this.#read(operation, path, pageSchema(importErrorSchema), options);
  }

  /** The compound ids of these entries that are in the catalog; up to `mostIdsPerRead`, all on one page. */
  readCatalogIds(
    kind: CatalogKind,
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<Answered<ReadOutcome<Page<string>>>> {
    const filter = `any(ids,[${ids.map((id) => JSON.stringify(id)).join(',')}])`;
    return this.#readIds(`get_catalog_${kind}`, { ...idFieldOnly(kind), filter }, options);
  }

  /** The compound ids of all that is in the catalog, a page of up to 100. */
  listCatalogIds(
    kind: CatalogKind,
    cursor?: string,
    options?: CallOptions,
  ): Promise<Answered<ReadOutcome<Page<string>>>> {
    return this.#readIds(`get_catalog_${kind}`, { ...idFieldOnly(kind), ...cursorQuery(cursor) }, options);
  }

  /** The compound ids of an item's variants, a page of up to 100. */
  readVariantIds(item: string, cursor?: string, options?: CallOptions): Promise<Answered<ReadOutcome<Page<string>>>> {
    return this.#readIds('get_variant_ids_for_catalog_item', cursorQuery(cursor), options, item);
  }

  /**
   * The scopes that reads need and the key lacks. Those that writes need show with the first write alone: nothing is
   * written here. Throws `destination-auth` for a key that is refused altogether, and what is busy.
   */
  async missingReadScopes(options?: CallOptions): Promise<readonly string[]> {
    const missing: string[] = [];
    for (const operation of ['get_bulk_import_profiles_jobs', 'get_catalog_items'] as const) {
      const path = withQuery(pathOf(operation), { 'page[size]': '1' });
      const { outcome } = await this.#ask({ operation, path }, options, (answer) => {
        if (answer.status === 403) return { kind: 'missing' } as const;
        if (answer.status !== 200) return undefined;
        readAnswer(answer.text, pageSchema(idSchema), operation, this.#connection.where);
        return { kind: 'granted' } as const;
      });
      if (outcome.kind === 'busy') throw outcome.error;
      if (outcome.kind === 'missing') missing.push(...klaviyoOperations[operation].scopes);
    }
    return missing;
  }

  /** Closes the connections that are kept alive. */
  close(): void {
    this.#connection.close();
  }

  async #submit(
    operation: SubmitOperation,
    body: string,
    entries: number | undefined,
    options?: CallOptions,
  ): Promise<Answered<SubmitOutcome>> {
    return this.#ask({ operation, path: pathOf(operation), body }, options, (answer) => {
      if (answer.status === 413) return { kind: 'too-large' };
      if ([400, 409, 422].includes(answer.status)) return this.#refused(answer, operation, entries);
      if (answer.status !== 202) return undefined;
      const hasJob = operation !== 'create_event' && operation !== 'bulk_create_events';
      return {
        kind: 'accepted',
        job: hasJob ? readAnswer(answer.text, jobSchema, operation, this.#connection.where) : undefined,
      };
    });
  }

  #refused({ text }: KlaviyoAnswer, operation: SubmitOperation, entries: number | undefined): SubmitOutcome {
    const outcome = readRefusedBody(text, entries);
    if (outcome.kind !== 'invalid-unlocated' || outcome.code !== jobLimitCode) return outcome;
    const message = `${this.#connection.where} has as many jobs in progress as it takes (${operation}).`;
    return { kind: 'busy', error: new LongshoreError('throttled', message, { retryAfterMs: jobLimitWaitMs }) };
  }

  #readIds(
    operation: KlaviyoOperation,
    query: Query,
    options: CallOptions | undefined,
    id?: string,
  ): Promise<Answered<ReadOutcome<Page<string>>>> {
    const path = withQuery(pathOf(operation, id), { ...query, 'page[size]': String(pageSize) });
    return this.#read(operation, path, pageSchema(idSchema), options);
  }

  #read<Schema extends z.ZodType>(
    operation: KlaviyoOperation,
    path: string,
    schema: Schema,
    options?: CallOptions,
  ): Promise<Answered<ReadOutcome<z.output<Schema>>>> {
    return this.#ask({ operation, path }, options, (answer): ReadOutcome<z.output<Schema>> | undefined => {
      if (answer.status === 404) return { kind: 'absent' };
      return answer.status === 200
        ? { kind: 'read', value: readAnswer(answer.text, schema, operation, this.#connection.where) }
        : undefined;
    });
  }

  /** @param understand the outcome that an answer is; undefined where it is a failure */
  async #ask<Outcome>(
    { operation, path, body }: { operation: KlaviyoOperation; path: string; body?: string },
    { signal, timeoutMs = defaultTimeoutMs }: CallOptions = {},
    understand: (answer: KlaviyoAnswer) => Outcome | undefined,
  ): Promise<Answered<Outcome | Busy>> {
    const { method } = klaviyoOperations[operation];
    let rateLimit: Answered<Outcome>['rateLimit'];
    try {
      const answer = await this.#connection.exchange({
        method,
        path,
        signal,
        timeoutMs,
        ...(body === undefined ? {} : { body }),
      });
      rateLimit = rateLimitOf(answer.header);
      const outcome = understand(answer);
      if (outcome === undefined) throw this.#failure(operation, answer);
      return { outcome, rateLimit };
    } catch (error) {
      if (error instanceof LongshoreError && error.retryable) return { outcome: { kind: 'busy', error }, rateLimit };
      throw error;
    }
  }

  #failure(operation: KlaviyoOperation, answer: KlaviyoAnswer): LongshoreError {
    return answerFailure(answer, operation, this.#connection.where);
  }
}
