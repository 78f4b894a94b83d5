import { createServer } from 'node:http';
import { close, listen } from '../stand-in/local-server';
import type { StandInArticle } from './article';

export interface ContentApiStandInOptions {
  readonly articles: readonly StandInArticle[];
  /** What must stand in the header `authorization`, if anything must. */
  readonly authorization?: string;
  /** The most in a page of a listing, whatever is asked for. */
  readonly largestPage?: number;
}

/** A running stand-in of a content API. What goes wrong on the way to it is for a fault proxy in front of it. */
export interface ContentApiStandIn {
  readonly baseUrl: string;
  /** Path and query of each request that came, in their order. */
  readonly requests: readonly string[];
  /** Adds an article, or puts another state of it in its place. */
  put(article: StandInArticle): void;
  remove(id: string): void;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Starts a stand-in on a free port of 127.0.0.1. */
export async function startContentApiStandIn(options: ContentApiStandInOptions): Promise<ContentApiStandIn> {
  const { authorization, largestPage = 1_000 } = options;
  const articles = new Map(options.articles.map((article) => [article.id, article]));
  const requests: string[] = [];
  const server = createServer((incoming, response) => {
    requests.push(incoming.url ?? '/');
    const allowed = authorization === undefined || incoming.headers.authorization === authorization;
    const { status, body } = allowed
      ? answerTo(new URL(incoming.url ?? '/', 'http://stand-in'), [...articles.values()], largestPage)
      : { status: 401, body: { error: 'who are you?' } };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const address = await listen(server, 0);
  return {
    baseUrl: `${address}/api`,
    requests,
    put: (article) => void articles.set(article.id, article),
    remove: (id) => void articles.delete(id),
    stop: () => close(server),
  };
}

function answerTo(url: URL, articles: readonly StandInArticle[], largestPage: number): Answer {
  if (url.pathname !== '/api/articles') return { status: 404, body: { error: 'no such path' } };
  const query = url.searchParams;
  const [status, secure, fields] = [query.get('status'), query.get('secure'), query.get('fields')?.split(',')];
  const limit = Number(query.get('limit') ?? largestPage);
  if (!(limit >= 1)) return { status: 400, body: { error: 'limit' } };
  const wanted = articles
    .filter((article) => status === null || article.status === status)
    .filter((article) => secure === null || String(article.secure) === secure)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const told = (found: readonly StandInArticle[]) => found.map((article) => pick(article, fields));
  const ids = query.getAll('id');
  if (ids.length > 0) return { status: 200, body: { articles: told(wanted.filter(({ id }) => ids.includes(id))) } };
  const after = query.get('after') ?? '';
  const rest = wanted.filter(({ id }) => id > after);
  const page = rest.slice(0, Math.min(limit, largestPage));
  const next = page.length < rest.length ? page.at(-1)?.id : null;
  return { status: 200, body: { articles: told(page), next } };
}

function pick(article: StandInArticle, fields: readonly string[] | undefined): object {
  return Object.fromEntries(Object.entries(article).filter(([name]) => fields?.includes(name) ?? true));
}
