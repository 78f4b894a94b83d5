import type { z } from 'zod';
import { LongshoreError } from '../../contract/failure';
import { abortError } from '../abort-error';
import { exchangeJson, type JsonAnswer } from '../exchange-json';
import { answerFailure } from './answer-failure';
import { type Article, articlesSchema, idPageSchema } from './article';
import type { ContentApiSettings } from './settings';

/** Ids of a thousand articles are some 40 KB. */
const pageSize = 1_000;
/** 50 ids of 36 characters make an address of 2.2 KB; servers begin to refuse at 8. */
const idsPerRequest = 50;
const timeoutMs = 30_000;
const largestAnswerBytes = 8 * 1024 * 1024;

/** What is asked for everywhere: no draft, nothing withdrawn, nothing that needs a sign-in. */
const openToAll: Query = [
  ['status', 'live'],
  ['secure', 'false'],
];

type Query = readonly (readonly [name: string, value: string])[];

/** Opens no connection yet. */
export function openContentApi(settings: ContentApiSettings): ContentApiClient {
  return new ContentApiClient(settings);
}

/**
 * Reads articles that are live and not secure. Every method throws `source-auth`, `source-not-found` and `source-refused`
 * where no repeat helps, `source-unavailable` where one may, and the signal's AbortError.
 */
export class ContentApiClient {
  readonly #settings: ContentApiSettings;
  readonly #where: string;

  constructor(settings: ContentApiSettings) {
    this.#settings = settings;
    this.#where = `The content API at ${new URL(settings.baseUrl).host}`;
  }

  /** The ids of all articles, page by page, in the order of the API. It may tell one twice that moves meanwhile. */
  async *listIds(signal: AbortSignal): AsyncGenerator<readonly string[]> {
    let after: string | undefined;
    do {
      const page = await this.#page(pageSize, after, signal);
      yield page.articles;
      if (page.next === after) throw this.#notAnAnswer('a page that leads to itself');
      after = page.next ?? undefined;
    } while (after !== undefined);
  }

  /** The articles of these ids, in this order, and each once. Those that are gone, or no longer open to all, are left out. */
  async readArticles(ids: readonly string[], signal: AbortSignal): Promise<readonly Article[]> {
    const found = new Map<string, Article>();
    for (let start = 0; start < ids.length; start += idsPerRequest) {
      const asked = ids.slice(start, start + idsPerRequest).map((id) => ['id', id] as const);
      const { articles } = await this.#get([...openToAll, ['fields', 'id,heading'], ...asked], articlesSchema, signal);
      for (const article of articles) found.set(article.id, article);
    }
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** Tries the API for real, with a page of one article. */
  async check(signal: AbortSignal): Promise<void> {
    await this.#page(1, undefined, signal);
  }

  #page(limit: number, after: string | undefined, signal: AbortSignal) {
    const from = after === undefined ? [] : [['after', after] as const];
    return this.#get([...openToAll, ['fields', 'id'], ['limit', String(limit)], ...from], idPageSchema, signal);
  }

  async #get<Schema extends z.ZodType>(query: Query, schema: Schema, signal: AbortSignal): Promise<z.output<Schema>> {
    const { baseUrl, headers } = this.#settings;
    const parameters = new URLSearchParams();
    for (const [name, value] of query) parameters.append(name, value);
    const answer = await this.#exchange(`${baseUrl.replace(/\/$/, '')}/articles?${parameters}`, headers, signal);
    if (answer.status !== 200) throw answerFailure(answer, this.#where);
    return this.#parse(answer.text, schema);
  }

  async #exchange(url: string, headers: ContentApiSettings['headers'], signal: AbortSignal): Promise<JsonAnswer> {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await exchangeJson({ url, headers, largestAnswerBytes, signal: AbortSignal.any([signal, timeout]) });
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      const code: unknown = Object(error).code;
      const how = timeout.aborted
        ? `did not answer within ${timeoutMs / 1_000} s`
        : `does not answer (${String(code)})`;
      throw new LongshoreError('source-unavailable', `${this.#where} ${how}.`, { cause: error });
    }
  }

  #parse<Schema extends z.ZodType>(text: string | undefined, schema: Schema): z.output<Schema> {
    if (text === undefined) throw this.#notAnAnswer('more than 8 MB');
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      // The parser's message repeats a piece of the text.
      throw this.#notAnAnswer('something that is not JSON');
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    throw this.#notAnAnswer(`another shape than articles have${at && ` (at ${at})`}`);
  }

  #notAnAnswer(what: string): LongshoreError {
    return new LongshoreError('source-refused', `${this.#where} answers with ${what}.`, {
      remedy: 'Check baseUrl of the connection, and that it answers as docs/article-query.md says.',
    });
  }
}
