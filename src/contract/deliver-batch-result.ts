import type { Client } from '@temporalio/client';
import { type BatchMemo, batchFolder, largestKeptBytes } from './batch-run';
import {
  type CallbackPass,
  callbackSecretName,
  callbackToken,
  deliveredName,
  passNamedBy,
  waitingName,
} from './callback-token';
import { LongshoreError } from './failure';
import { batchWorkflowId } from './names';
import { targetAnswerFault } from './target-answer-fault';

/** What a delivery needs: Temporal, and the storage of the workers. */
export interface DeliveryPlace {
  readonly client: Client;
  readonly storage: {
    get(key: string): Promise<Uint8Array | undefined>;
    put(key: string, content: string): Promise<void>;
  };
}

/**
 * Delivers what a target returns that has answered a pass with 202. Answers whose pass it was.
 *
 * Throws `callback-refused` for a token that is late, used or of nobody, and `target-answer-invalid` or
 * `target-state-too-large` for a result that is no answer: then nothing is delivered, and the token is good still.
 */
export async function deliverBatchResult(place: DeliveryPlace, token: string, result: unknown): Promise<CallbackPass> {
  const pass = await requireCallbackToken(place, token);
  const text = textOf(result);
  const folder = batchFolder(pass);
  const delivered = `${folder}/${deliveredName(pass.pass)}`;
  if (await place.storage.get(delivered)) throw refusal(pass, 'has been delivered already');
  await refuseLate(place.client, pass);
  // The other way round than who waits does it: then one of the two sees the other.
  await place.storage.put(delivered, text);
  const waiting = await place.storage.get(`${folder}/${waitingName(pass.pass)}`);
  if (waiting) await complete(place.client, pass, waiting);
  return pass;
}

/** The pass that a token is of. Throws `callback-refused` for one that is of none. */
export async function requireCallbackToken({ storage }: DeliveryPlace, token: string): Promise<CallbackPass> {
  const named = passNamedBy(token);
  const secret = named && (await storage.get(`${batchFolder(named)}/${callbackSecretName}`));
  if (named && secret && (await callbackToken(secret, named)) === token) return named;
  throw new LongshoreError('callback-refused', 'The token is that of no pass of a batch job that is known');
}

function textOf(result: unknown): string {
  const fault = targetAnswerFault(result);
  if (fault !== undefined) {
    const what = fault.replace(/^returned/, 'The result that was to be delivered is');
    throw new LongshoreError('target-answer-invalid', what, {
      remedy: 'Deliver an object with `complete: true` or `complete: false`; the token is good still.',
    });
  }
  const text = JSON.stringify(result);
  if (text.length <= largestKeptBytes) return text;
  throw new LongshoreError('target-state-too-large', 'The result that was to be delivered is larger than 16 MB');
}

async function refuseLate(client: Client, pass: CallbackPass): Promise<void> {
  const handle = client.workflow.getHandle(batchWorkflowId(pass.id));
  const { status, memo } = await handle.describe().catch((error: unknown) => {
    if (isNamed(error, 'WorkflowNotFoundError')) throw refusal(pass, 'is over, for its job has ended');
    throw error;
  });
  const { jobId } = (memo ?? {}) as Partial<BatchMemo>;
  if (status.name !== 'RUNNING' || jobId !== pass.jobId) throw refusal(pass, 'is over, for its job has ended');
  const { passes } = await handle.query<{ readonly passes: number }>('progress');
  if (passes >= pass.pass) throw refusal(pass, 'is over');
}

async function complete(client: Client, pass: CallbackPass, waiting: Uint8Array): Promise<void> {
  const { taskToken } = JSON.parse(new TextDecoder().decode(waiting)) as { readonly taskToken: string };
  const bytes = Uint8Array.from(atob(taskToken), (character) => character.charCodeAt(0));
  try {
    await client.activity.complete(bytes, undefined);
  } catch (error) {
    if (isNamed(error, 'ActivityNotFoundError')) throw refusal(pass, 'waits no longer');
    throw error;
  }
}

/** By its name: its class would have to be loaded, and this loads nothing. */
function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

function refusal({ id, pass }: CallbackPass, what: string): LongshoreError {
  return new LongshoreError('callback-refused', `Pass ${pass} of the job ${id} ${what}`);
}
