import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FinalAction } from '../odp-stand-in/fault';
import { cutAnswer, scriptedAnswer } from '../odp-stand-in/fault-answer';
import type { OpenRequest } from '../odp-stand-in/request-journal';
import { hangCall, resetCall, sendAnswer } from '../stand-in/end-call';
import { dataServer } from '../stand-in/local-server';
import { readBody } from '../stand-in/read-body';
import { type Answer, refused } from './answer';
import { apiAnswer } from './api-answer';
import type { StandInState } from './state';

const largestBody = 64 * 1024;

interface Call {
  readonly request: OpenRequest;
  readonly response: ServerResponse;
}

/** The server that speaks the HTTP API and gives out tokens, not listening yet. */
export function createDataServer(state: StandInState): Server {
  return dataServer('commercetools', (incoming, response) => serve(state, incoming, response));
}

async function serve(state: StandInState, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url: target = '/' } = incoming;
  const url = new URL(target, 'http://standin');
  // Behind the project's key, so that a script need not know it.
  const path = url.pathname.replace(`/${state.projectKey}/`, '/');
  const asked = [...url.searchParams].map(([name, value]) => `${name}=${value}`).join('&');
  const call: Call = { request: state.journal.open(method, asked === '' ? path : `${path}?${asked}`), response };
  const read = await readBody(incoming, largestBody);
  if (read.kind === 'aborted') return state.journal.close(call.request, 'aborted', 0);
  const { action, delayMs, names } = state.faults.plan({ path, holds: () => false });
  call.request.faults = names;
  const isToken = method === 'POST' && path === '/oauth/token';
  const wait = delayMs + (isToken ? 0 : state.settings.delayMs);
  if (!(await state.waiting.wait(wait))) return reset(state, call);
  const authorization = incoming.headers.authorization;
  const answer = (): Answer => {
    if (isToken) {
      const body = read.kind === 'whole' ? read.body.toString('utf8') : '';
      return state.access.grant(authorization, body, { now: state.now(), seconds: state.tokenSeconds });
    }
    const scopes = state.access.scopesOf(authorization, state.now());
    if (scopes === undefined) return refused(401, 'invalid_token', 'invalid_token');
    if (method !== 'GET') return refused(405, 'MethodNotAllowed', 'The stand-in is read by GET alone.');
    return apiAnswer(state, url, scopes);
  };
  if (action === undefined) send(state, call, answer());
  else act(state, call, action, answer);
}

/** Ends a call as a fault wants it. */
function act(state: StandInState, call: Call, action: FinalAction, answer: () => Answer): void {
  switch (action.kind) {
    case 'reset':
      reset(state, call);
      break;
    case 'hang':
      hangCall(call.response, () => state.journal.close(call.request, 'hung', 0));
      break;
    case 'truncate':
      send(state, call, cutAnswer(answer()));
      break;
    case 'answer':
      send(state, call, scriptedAnswer(action));
  }
}

function send(state: StandInState, { request, response }: Call, answer: Answer): void {
  state.journal.close(request, 'answered', answer.status);
  const headers = {
    date: new Date(state.now()).toUTCString(),
    'content-type': answer.contentType ?? 'application/json; charset=utf-8',
    ...answer.headers,
  };
  sendAnswer(response, answer.status, headers, answer.body);
}

function reset(state: StandInState, { request, response }: Call): void {
  state.journal.close(request, 'reset', 0);
  resetCall(response);
}
