import { randomUUID } from 'node:crypto';
import type { JsonObject } from './json';

/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A refusal of what is valid by itself: it repeats what earlier requests have brought. */
  readonly isRepeat?: true;
}

/** One thing that is wrong with a request. */
export interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly pointer?: string;
  readonly parameter?: string;
  readonly meta?: JsonObject;
}

export function ok(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) };
}

/** 202 and 204 without a body. */
export function empty(status: 202 | 204): Answer {
  return { status, body: '' };
}

const titles: Readonly<Record<number, string>> = {
  400: 'Invalid input.',
  401: 'Authentication required.',
  403: 'Permission denied.',
  404: 'Not found.',
  409: 'Conflict.',
  413: 'Payload too large.',
  415: 'Unsupported media type.',
  429: 'Request was throttled.',
};

export function refused(status: number, problems: readonly Problem[], headers: Answer['headers'] = {}): Answer {
  const errors = problems.map(({ code, detail, pointer, parameter, meta = {} }) => ({
    id: randomUUID(),
    status,
    code,
    title: titles[status] ?? 'Error.',
    detail,
    source: { ...(pointer === undefined ? {} : { pointer }), ...(parameter === undefined ? {} : { parameter }) },
    links: {},
    meta,
  }));
  return { status, headers, body: JSON.stringify({ errors }) };
}

export function notFound(what: string): Answer {
  return refused(404, [{ code: 'not_found', detail: `${what} does not exist.`, pointer: '/data/' }]);
}

/** What is wrong with one value in a body. */
export function invalid(pointer: string, detail: string, code = 'invalid'): Problem {
  return { pointer, detail, code };
}
