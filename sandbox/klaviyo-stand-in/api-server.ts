import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { hangCall, resetCall, sendAnswer } from '../stand-in/end-call';
import { dataServer } from '../stand-in/local-server';
import { readBody } from '../stand-in/read-body';
import { type Answer, invalid, refused } from './answer';
import type { ApiCall, Handler } from './api-call';
import { catalogCalls } from './catalog-calls';
import { eventCalls } from './event-calls';
import { type FinalAction, isWorked } from './fault-script';
import { findOperation, type Operation } from './operation';
import { profileCalls } from './profile-calls';
import { refusalOf } from './refusal';
import type { OpenCall } from './request-journal';
import type { StandInState } from './stand-in-state';

/** 5 MB, read as 5,000,000 bytes. */
const largestBody = 5_000_000;
const handlers: Readonly<Record<string, Handler>> = { ...profileCalls, ...eventCalls, ...catalogCalls };

interface Served {
  readonly call: OpenCall;
  readonly response: ServerResponse;
  /** What every answer of the operation says of its windows. */
  headers: Readonly<Record<string, string>>;
}

/** The server that speaks Klaviyo's API, not listening yet. */
export function createApiServer(state: StandInState): Server {
  return dataServer('Klaviyo', (incoming, response) => serve(state, incoming, response));
}

async function serve(state: StandInState, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const base = `http://${incoming.headers.host}`;
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  const served: Served = { call: state.journal.open(method, url), response, headers: {} };
  const found = findOperation(method, path);
  served.call.operation = found?.operation.id ?? '';
  const admission = refusalOf(state, incoming.headers, found?.operation);
  served.headers = admission.headers;
  // The body of a refused request is read too: a client that still writes would see a broken connection.
  const read = await readBody(incoming, admission.refusal || !found ? 0 : largestBody);
  served.call.bytes = read.bytes;
  if (read.kind === 'aborted') return state.journal.close(served.call, 'aborted', 0);
  if (admission.refusal) {
    served.call.isInvalid = admission.refusal.status === 400;
    return send(state, served, admission.refusal);
  }
  if (!found) return send(state, served, refused(404, [{ code: 'not_found', detail: 'There is no such place.' }]));
  if (read.kind === 'too-large') {
    served.call.isInvalid = true;
    return send(state, served, refused(413, [{ code: 'payload_too_large', detail: 'The body is larger than 5 MB.' }]));
  }
  const text = read.body.toString('utf8');
  const plan = state.faults.plan(found.operation.id, text);
  served.call.faults = plan.names;
  if (!(await state.waiting.wait(state.settings.latencyMs + plan.delayMs)) || !state.journal.isOpen(served.call)) {
    return reset(state, served);
  }
  const call = {
    state,
    ...found,
    base,
    path,
    search: new URLSearchParams(query),
    bodyBytes: read.bytes,
    plan,
    now: Date.now(),
  };
  const answer = isWorked(plan.action) ? work(call, text) : undefined;
  served.call.isInvalid = answer?.status === 400 && !answer.isRepeat && plan.refusal === undefined;
  if (plan.action === undefined) return send(state, served, answer ?? refused(500, []));
  act(state, served, plan.action, answer);
}

/** What is due of jobs happens first, so that an answer shows what is. */
function work(call: Omit<ApiCall, 'body'>, text: string): Answer {
  call.state.jobs.settle(call.now);
  const handler = handlers[call.operation.id];
  if (handler === undefined) throw new Error(`Nothing works ${call.operation.id}`);
  if (!hasBody(call.operation)) return handler({ ...call, body: undefined });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refused(400, [invalid('/data', 'The body is not JSON.')]);
  }
  return handler({ ...call, body });
}

function hasBody({ method }: Operation): boolean {
  return method === 'POST' || method === 'PATCH';
}

/** Ends a call as a fault wants it; `answer` is there where the call was worked. */
function act(state: StandInState, served: Served, action: FinalAction, answer: Answer | undefined): void {
  const { call, response } = served;
  switch (action.kind) {
    case 'reset':
      reset(state, served);
      return;
    case 'hang':
      hangCall(response, () => state.journal.close(call, 'hung', 0));
      return;
    case 'truncate': {
      const { body = '', status = 202 } = answer ?? {};
      state.journal.close(call, 'answered', status);
      response.writeHead(status, { 'content-type': mediaType, 'content-length': Math.max(1, Buffer.byteLength(body)) });
      response.write(body.slice(0, body.length / 2), () => setTimeout(() => response.destroy(), 20));
      return;
    }
    case 'answer': {
      const { status, text, retryAfterSeconds } = action;
      // As a 429 of Klaviyo's, and as a gateway's answer, it has no RateLimit headers.
      served.headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
      send(state, served, { status, body: text, headers: { 'content-type': 'text/html' } });
    }
  }
}

const mediaType = 'application/vnd.api+json';

function send(state: StandInState, { call, response, headers }: Served, answer: Answer): void {
  state.journal.close(call, 'answered', answer.status);
  const type = answer.body === '' ? {} : { 'content-type': mediaType };
  sendAnswer(response, answer.status, { ...type, ...headers, ...answer.headers }, answer.body);
}

function reset(state: StandInState, { call, response }: Served): void {
  state.journal.close(call, 'reset', 0);
  resetCall(response);
}
