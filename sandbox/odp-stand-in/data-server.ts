import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { hangCall, resetCall, sendAnswer } from '../stand-in/end-call';
import { dataServer } from '../stand-in/local-server';
import { readBody } from '../stand-in/read-body';
import { type Answer, gatewayRefused, refused } from './answer';
import { type Judgement, judgeBatch } from './batch';
import type { FinalAction } from './fault';
import { cutAnswer, retryAfter, scriptedAnswer } from './fault-answer';
import { type FaultPlan, takesRecords } from './fault-script';
import { faultyCall, recordsIn } from './faulty-call';
import type { CatalogObject } from './object-catalog';
import { type ParsedJson, parseJson } from './parse-json';
import { answerRead, unknownObject } from './read-answer';
import type { OpenRequest } from './request-journal';
import { plainPath, type Route, routeOf } from './route';
import type { StandInState } from './stand-in-state';

interface Call {
  readonly request: OpenRequest;
  readonly response: ServerResponse;
  readonly route: Route;
}

/** The server that speaks REST v3, not listening yet. */
export function createDataServer(state: StandInState): Server {
  return dataServer('ODP', (incoming, response) => serve(state, incoming, response));
}

async function serve(state: StandInState, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const fullPath = plainPath(url);
  const path = fullPath.startsWith('/v3/') ? fullPath.slice('/v3'.length) : '/';
  const call: Call = { request: state.journal.open(method, fullPath), response, route: routeOf(method, path) };

  const refusal = refuseUnread(state, call.route, incoming.headers['x-api-key']);
  if (refusal !== undefined) return send(state, call, refusal);
  const read = await readBody(incoming, state.settings.maxBodyBytes);
  call.request.bytes = read.bytes;
  if (read.kind === 'aborted') return state.journal.close(call.request, 'aborted', 0);
  if (read.kind === 'too-large') return send(state, call, gatewayRefused(413));

  const body = method === 'POST' ? parseJson(read.body) : undefined;
  const object = call.route.kind === 'batch' ? state.catalog.find(call.route.object) : undefined;
  const plan = state.faults.plan(faultyCall(path, object, body));
  call.request.faults = plan.names;
  call.request.records = recordsIn(call.route, body);
  await finish(state, call, plan, object, body);
}

/** What the gateway says before it looks at a body: 403 for the key, 429 for the rate. */
function refuseUnread(state: StandInState, route: Route, key: string | string[] | undefined): Answer | undefined {
  const grade = state.access.gradeOf(typeof key === 'string' ? key : undefined);
  if (grade === 'none' || (grade === 'public' && route.kind !== 'batch')) return gatewayRefused(403);
  if (state.admits()) return undefined;
  const { throttleStatus, retryAfterSeconds } = state.settings;
  return gatewayRefused(throttleStatus, retryAfter(retryAfterSeconds));
}

async function finish(
  state: StandInState,
  call: Call,
  plan: FaultPlan,
  object: CatalogObject | undefined,
  body: ParsedJson | undefined,
): Promise<void> {
  const { action } = plan;
  const isWorked = action === undefined || takesRecords(action);
  const judgement =
    isWorked && call.route.kind === 'batch' ? judge(state, call.route.object, plan, object, body) : undefined;
  const batch = judgement?.batch;
  const wait = state.settings.latencyMs + plan.delayMs + (batch === undefined ? 0 : state.pace(batch.records.length));
  const goesOn = wait <= 0 || (await held(state, object, batch?.keys ?? [], wait));
  // A call of before a reset must not leave its records in the state of after it.
  if (!goesOn || !state.journal.isOpen(call.request)) return reset(state, call);
  if (object !== undefined && batch !== undefined) state.accept(call.request, object, batch);
  const answer = (): Answer =>
    judgement?.answer ??
    (call.route.kind === 'batch' ? unknownObject(call.route.object) : answerRead(state.catalog, call.route, body));
  if (action === undefined) return send(state, call, answer());
  act(state, call, action, takesRecords(action) ? answer() : undefined);
}

function judge(
  state: StandInState,
  name: string,
  plan: FaultPlan,
  object: CatalogObject | undefined,
  body: ParsedJson | undefined,
): Judgement {
  if (object === undefined) return { answer: unknownObject(name), batch: undefined };
  if (body === undefined || 'problem' in body)
    return { answer: refused(400, { message: body?.problem ?? 'the body is missing' }), batch: undefined };
  return judgeBatch(name, object, body.value, state.settings, plan.rejections);
}

/** Waits, and meanwhile watches for other batches with the same keys. */
async function held(
  state: StandInState,
  object: CatalogObject | undefined,
  keys: readonly string[],
  ms: number,
): Promise<boolean> {
  if (object === undefined) return state.waiting.wait(ms);
  const overlaps = state.keysInFlight.enter(object.schema.name, keys);
  state.journal.countOverlaps(overlaps);
  const goesOn = await state.waiting.wait(ms);
  state.keysInFlight.leave(object.schema.name, keys);
  return goesOn;
}

/** Ends a call as a fault wants it; `answer` is there where the call was worked. */
function act(state: StandInState, call: Call, action: FinalAction, answer: Answer | undefined): void {
  const { request, response } = call;
  switch (action.kind) {
    case 'reset':
      reset(state, call);
      break;
    case 'hang':
      hangCall(response, () => state.journal.close(request, 'hung', 0));
      break;
    case 'truncate':
      send(state, call, cutAnswer(answer ?? gatewayRefused(500)));
      break;
    case 'answer':
      send(state, call, scriptedAnswer(action));
  }
}

function send(state: StandInState, call: Call, answer: Answer): void {
  const { response, request } = call;
  state.journal.close(request, 'answered', answer.status);
  const headers = { 'content-type': answer.contentType ?? 'application/json', ...answer.headers };
  sendAnswer(response, answer.status, headers, answer.body);
}

function reset(state: StandInState, { request, response }: Call): void {
  state.journal.close(request, 'reset', 0);
  resetCall(response);
}
