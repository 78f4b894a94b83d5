import { z } from 'zod';
import { findEndPoint } from '../../config';
import type { JsonObject } from '../../contract/batch';
import { largestKeptBytes } from '../../contract/batch-run';
import { deliverBatchResult, requireCallbackToken } from '../../contract/deliver-batch-result';
import { batchWorkflowId, sectionNamePattern } from '../../contract/names';
import { batchJson, findBatch } from '../../runs/find-batches';
import { requireRequest, startBatch } from '../../runs/start-batch';
import { cancelBatch, steerBatch } from '../../runs/steer-batch';
import { batch } from '../answers';
import { Refusal } from '../refusal';
import { nothing, type Route, route } from '../route';

const name = z.string().regex(sectionNamePattern);
const ofJob = z.strictObject({ id: name.describe("The caller's label of the job.") });
const jsonObject = z.record(z.string(), z.unknown()).transform((value) => value as JsonObject);

const request = z.strictObject({
  endPointName: name.describe('An end point of longshore.yaml.'),
  endPointParams: jsonObject.describe('Handed to each pass as it is; 64 KB at most.'),
  id: name.describe('One job of an id works at a time.'),
  batchJob: name.optional().describe('An entry of batchJobs, whose dependencies the job waits for.'),
  noWaitForDependencies: z.literal(true).optional(),
  onConflict: z
    .enum(['attach', 'refuse'])
    .default('attach')
    .describe('What becomes of it where a job of the id works.'),
});

const start = route({
  method: 'POST',
  path: '/batch/start',
  summary: 'Start a batch job',
  scope: 'run',
  pathForm: nothing,
  queryForm: nothing,
  bodyForm: request,
  answers: {
    202: {
      description: 'Started, or attached to the job of the id that works already.',
      body: z.strictObject({ id: name, workflowId: z.string(), started: z.boolean() }),
    },
  },
  refusals: [423],
  bodyLimit: 256 * 1_024,
  handle: async ({ session, body }) => {
    const at = session();
    const { onConflict, ...asked } = body;
    const wanted = requireRequest(asked);
    findEndPoint(at.config, wanted.endPointName);
    const how = await startBatch(at, wanted, onConflict);
    return { status: 202, body: { id: wanted.id, workflowId: batchWorkflowId(wanted.id), started: how === 'started' } };
  },
});

const progress = route({
  method: 'GET',
  path: '/batch/{id}/progress',
  summary: 'How far a batch job is, or was',
  scope: 'read',
  pathForm: ofJob,
  queryForm: nothing,
  bodyForm: nothing,
  answers: { 200: { description: 'What its query queryProgress tells.', body: batch } },
  refusals: [404],
  handle: async ({ session, path }) => ({ status: 200, body: batchJson(await findBatch(session(), path.id)) }),
});

const result = route({
  method: 'GET',
  path: '/batch/{id}/result',
  summary: 'What a batch job has come to',
  scope: 'read',
  pathForm: ofJob,
  queryForm: nothing,
  bodyForm: nothing,
  answers: {
    200: {
      description: 'It has ended: with finalResult, or with the reason of its failure.',
      body: batch.pick({ id: true, status: true, finalResult: true, error: true }),
    },
  },
  refusals: [404, 409],
  handle: async ({ session, path }) => {
    const { isOpen, id, status, progressPercent, finalResult, error } = await findBatch(session(), path.id);
    if (isOpen) throw new Refusal(409, `The job ${id} has not ended: ${progressPercent} %`);
    return { status: 200, body: { id, status, finalResult, ...(error ? { error } : {}) } };
  },
});

const steered = z.strictObject({ id: name, status: batch.shape.status.describe('When it was asked.') });

const steering = (['pause', 'resume'] as const).map((what) =>
  route({
    method: 'POST',
    path: `/batch/{id}/${what}`,
    summary: `Ask a batch job to ${what}`,
    scope: 'run',
    pathForm: ofJob,
    queryForm: nothing,
    bodyForm: nothing,
    answers: { 202: { description: 'Asked.', body: steered } },
    refusals: [404, 409],
    handle: async ({ session, path }) => {
      const { id, isOpen, status } = await steerBatch(session(), path.id, what);
      if (!isOpen) throw new Refusal(409, `The job ${id} has ended already: ${status}`);
      return { status: 202, body: { id, status } };
    },
  }),
);

const cancel = route({
  method: 'POST',
  path: '/batch/{id}/cancel',
  summary: 'Ask a batch job to cancel',
  scope: 'run',
  pathForm: ofJob,
  queryForm: nothing,
  bodyForm: z.strictObject({ reason: z.string().min(1).max(200).default('cancelled over HTTP') }),
  answers: { 202: { description: 'Asked.', body: steered } },
  refusals: [404, 409],
  handle: async ({ session, path, body }) => {
    const { job, asked } = await cancelBatch(session(), path.id, { ...body, waitMs: 0 });
    if (!asked) throw new Refusal(409, `The job ${job.id} has ended already: ${job.status}`);
    return { status: 202, body: { id: job.id, status: job.status } };
  },
});

const callback = route({
  method: 'POST',
  path: '/batch/callback/{token}',
  summary: 'Deliver the result of a pass that was answered with 202',
  // Who was called has this token and no other.
  scope: 'none',
  pathForm: z.strictObject({ token: z.string().max(400).describe('callback.token of the call.') }),
  queryForm: nothing,
  bodyForm: z.record(z.string(), z.unknown()).describe('What the target returns: { complete, … }.'),
  answers: {
    200: { description: 'Delivered.', body: z.strictObject({ id: z.string(), pass: z.int() }) },
  },
  refusals: [409],
  bodyLimit: largestKeptBytes + 1_024,
  // Before 16 MB of somebody are read.
  admit: async ({ session, path }) => {
    await requireCallbackToken(session(), path.token);
  },
  handle: async ({ session, path, body }) => {
    const { id, pass } = await deliverBatchResult(session(), path.token, body);
    return { status: 200, body: { id, pass } };
  },
});

export const batchRoutes: readonly Route[] = [start, progress, result, ...steering, cancel, callback];
