import type { JsonObject, PassRequest, SessionData } from '../../contract/batch';
import { type BatchPoint, batchFolder, type KeptValue } from '../../contract/batch-run';
import type { JsonValue } from '../../contract/bookmark';
import { callbackSecretName, callbackToken, deliveredName, waitingName } from '../../contract/callback-token';
import { LongshoreError } from '../../contract/failure';
import type { Storage } from '../../storage';
import { type StateVersions, statesOf } from '../states-of';
import type { WorkerContext } from '../worker-context';
import { accumulate } from './accumulate';
import { callTarget } from './call-target';
import { deliversLater } from './http-target';
import { hashOf, keepValue, readKept } from './kept-values';
import { readAnswer } from './read-answer';
import { type ResolvedEndPoint, resolveEndPoint } from './resolve-end-point';
import { targetOf } from './target-of';

/** One pass of a job, as its workflow asks for it. */
export interface PassCall {
  readonly id: string;
  readonly jobId: string;
  readonly pass: number;
  readonly endPointName: string;
  readonly endPointParams: JsonObject;
  /** The entry of `batchJobs` that the job is. */
  readonly batchJob?: string;
  /** Versions of the states of other jobs that it works with; left out where it depends on none. */
  readonly states?: StateVersions;
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly session: Omit<SessionData, 'accumulate' | 'finalResult'>;
  readonly point: Pick<BatchPoint, 'state' | 'accumulate' | 'replaced'>;
}

/** What a pass came to. */
export interface PassEnd {
  readonly complete: boolean;
  readonly percent?: number;
  /** The target told a percentage that is no number from 0 to 100. */
  readonly oddPercent: boolean;
  /** What the target returned, and its hash. */
  readonly state: KeptValue;
  readonly hash: string;
  /** Left out where the pass added nothing. */
  readonly accumulate?: KeptValue;
  readonly finalResult?: KeptValue;
  /** Keys in storage that are of no use any more. */
  readonly replaced: readonly string[];
}

/** `'later'`: the target delivers its result with the token that it was given. */
export type PassOutcome = PassEnd | 'later';

/** Calls the end point's target once. A repeat calls it again, with the same `idempotencyKey`. */
export async function runPass(context: WorkerContext, call: PassCall): Promise<PassOutcome> {
  const resolved = resolveEndPoint(context, call);
  const { config, settings, storage } = resolved;
  // That this pass is called says that the history has what replaces these.
  for (const key of call.point.replaced) await storage.remove(key);
  const target = targetOf(settings);
  const request = await requestOf(resolved, call);
  const { jobId, pass } = call;
  const returned = await callTarget(call.endPointName, settings.passTimeout, (signal) =>
    target(request, { signal, storage, config, jobId, pass, folder: batchFolder(call) }),
  );
  return returned === deliversLater ? 'later' : endPass(storage, call, returned);
}

/** Takes the result of a pass that was delivered. Throws what `runPass` throws for what a target returned. */
export async function takeDelivery(context: WorkerContext, call: PassCall): Promise<PassEnd> {
  const { storage } = resolveEndPoint(context, call);
  const folder = batchFolder(call);
  const keys = [waitingName(call.pass), deliveredName(call.pass)].map((name) => `${folder}/${name}`);
  const delivered = await readKept(storage, { stored: `${folder}/${deliveredName(call.pass)}` });
  const end = await endPass(storage, call, delivered);
  return { ...end, replaced: [...end.replaced, ...keys] };
}

async function requestOf(resolved: ResolvedEndPoint, call: PassCall): Promise<PassRequest> {
  const { settings, storage } = resolved;
  const { point, session, jobId, pass } = call;
  const before = point.accumulate ? await readKept(storage, point.accumulate) : null;
  const previous = point.state && (await readKept(storage, point.state));
  return {
    sessionData: { ...session, accumulate: before, finalResult: null },
    endPointParams: call.endPointParams,
    ...(isObject(previous) ? { previousResult: previous } : {}),
    idempotencyKey: `${jobId}:${pass}`,
    ...(call.states ? { states: await statesOf(resolved, call.states) } : {}),
    ...(settings.type === 'http' ? { callback: { token: await tokenOf(storage, call) } } : {}),
  };
}

async function tokenOf(storage: Storage, call: PassCall): Promise<string> {
  const key = `${batchFolder(call)}/${callbackSecretName}`;
  const secret = await storage.get(key);
  if (secret) return callbackToken(secret, call);
  throw new LongshoreError('storage-missing', `${key} is gone from ${storage.description}`, {
    remedy: 'Give all workers the same storage, or start the job anew.',
  });
}

async function endPass(storage: Storage, call: PassCall, returned: unknown): Promise<PassEnd> {
  const { endPointName: name, pass, point } = call;
  const folder = batchFolder(call);
  const { answer, percent, oddPercent } = readAnswer(name, returned);
  const keep = (what: string, value: JsonValue) => keepValue(storage, `${folder}/${what}-${pass}.json`, value, what);
  const state = await keep('state', answer);
  const replaced = [...storedKeys(point.state)];
  let grown: KeptValue | undefined;
  if (answer.accumulate !== undefined) {
    const before = point.accumulate ? await readKept(storage, point.accumulate) : null;
    grown = await keep('accumulate', accumulate(before, answer.accumulate));
    replaced.push(...storedKeys(point.accumulate));
  }
  return {
    complete: answer.complete,
    ...(percent === undefined ? {} : { percent }),
    oddPercent,
    state,
    hash: hashOf(answer),
    ...(grown ? { accumulate: grown } : {}),
    ...(answer.complete && answer.finalResult !== undefined
      ? { finalResult: await keep('finalResult', answer.finalResult) }
      : {}),
    replaced,
  };
}

function storedKeys(kept: KeptValue | undefined): string[] {
  return kept && 'stored' in kept ? [kept.stored] : [];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
