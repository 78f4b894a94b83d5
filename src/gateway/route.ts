import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Session } from '../runs/session';
import { parsePart } from './parse-part';
import type { Scope } from './tokens';

/** One request, as the handler of its route has it. */
export interface Call<Path, Query, Body> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  /** Of EventSource, which comes again after its connection was lost. */
  readonly lastEventId?: string;
  /** With the configuration as it is now. Throws every fault of it. */
  session(): Session;
  /** Throws a Refusal (403) where the caller's token does not allow so much. */
  require(scope: Scope): void;
}

export interface Answer {
  readonly status: number;
  /** In the form that the route states for the status; left out, there is none. */
  readonly body?: unknown;
  /** Sent piece by piece, in place of a body. */
  readonly events?: Readable;
}

/** What is said of an answer: what it means, and the form of its body. */
export interface AnswerForm {
  readonly description: string;
  readonly body?: z.ZodType;
  /** Left out, JSON. */
  readonly contentType?: string;
}

interface RouteSettings {
  readonly method: 'GET' | 'POST';
  /** As OpenAPI writes it: /runs/{id}. */
  readonly path: string;
  readonly summary: string;
  /** What a token has to allow; `none`: no token is asked for. */
  readonly scope: Scope | 'none';
  readonly answers: Readonly<Record<number, AnswerForm>>;
  /** Statuses of refusals that are its own, beside those that every route has. */
  readonly refusals?: readonly number[];
  /** Refusals have a `message` and nothing else, as callers of the replaced server know them. */
  readonly plainRefusals?: true;
  /** Bytes; left out, what is enough for all options. */
  readonly bodyLimit?: number;
}

export interface RouteForm<Path, Query, Body> extends RouteSettings {
  readonly pathForm: z.ZodType<Path>;
  readonly queryForm: z.ZodType<Query>;
  readonly bodyForm: z.ZodType<Body>;
  /** Looks at a request before its body is read. Throws to refuse it. */
  readonly admit?: (call: Call<Path, unknown, undefined>) => Promise<void>;
  readonly handle: (call: Call<Path, Query, Body>) => Promise<Answer>;
}

/** A request whose parts have not been looked at. */
export type RawCall = Call<unknown, unknown, unknown>;

export interface Route extends RouteSettings {
  readonly forms: { readonly path: z.ZodType; readonly query: z.ZodType; readonly body: z.ZodType };
  readonly admit?: (call: RawCall) => Promise<void>;
  answer(call: RawCall): Promise<Answer>;
}

/** The form of a part in which nothing may be. */
export const nothing = z.strictObject({});

/** A route of the gateway: what it is documented by is what its requests and answers are checked by. */
export function route<Path, Query, Body>(form: RouteForm<Path, Query, Body>): Route {
  const { pathForm, queryForm, bodyForm, admit, handle, ...settings } = form;
  const pathOf = ({ path }: RawCall): Path => parsePart(pathForm, path, 'path');
  return {
    ...settings,
    forms: { path: pathForm, query: queryForm, body: bodyForm },
    ...(admit ? { admit: async (call) => admit({ ...call, path: pathOf(call), body: undefined }) } : {}),
    answer: async (call) =>
      handle({
        ...call,
        path: pathOf(call),
        query: parsePart(queryForm, call.query, 'query'),
        // A request without a body says nothing special.
        body: parsePart(bodyForm, call.body ?? {}, 'body'),
      }),
  };
}
