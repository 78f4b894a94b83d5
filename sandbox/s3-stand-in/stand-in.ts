import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { parseInput } from '../stand-in/parse-input';
import type { Answer } from './answer';
import { BucketState, type S3Object } from './bucket-state';
import { FaultScript } from './fault-script';
import { type IssuedKey, type IssuedRights, KeyRing } from './key-ring';
import { Multipart } from './multipart';
import { type AccessKey, faultSchema, optionsSchema, type S3Fault, type S3StandInOptions } from './options';
import { type StandInState, s3Answer } from './s3-answer';
import { type S3Call, s3CallOf, touchedBy } from './s3-call';

/** One call. `method` is LIST for a listing, whose `key` is its prefix; `status` is 0 where nothing was answered. */
export interface S3Request {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly status: number;
}

/** A running stand-in of Amazon S3, path style. */
export interface S3StandIn {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: AccessKey;
  /** What is stored, in the order of the keys. */
  objects(bucket?: string): readonly S3Object[];
  /** Stores an object without a call; `modifiedAt` is epoch ms. */
  putObject(key: string, content: string | Uint8Array, modifiedAt?: number): void;
  /** Stores an object so many ms later, as a marker that comes when a day is complete. */
  putObjectLater(key: string, content: string | Uint8Array, afterMs: number): void;
  requests(): readonly S3Request[];
  /** Gives out a temporary key, as a service beside S3 does. */
  issueKey(rights: IssuedRights): IssuedKey;
  /** How many temporary keys were given out. */
  issuedKeys(): number;
  /** Ends all temporary keys at once, whatever was said of their time. */
  expireKeys(): void;
  addFault(fault: S3Fault): void;
  clearFaults(): void;
  stop(): Promise<void>;
}

/** Starts a stand-in. Throws `usage-invalid` for options that it cannot use, and what Node throws for a taken port. */
export async function startS3StandIn(options: S3StandInOptions = {}): Promise<S3StandIn> {
  const settings = parseInput(optionsSchema, options, 'options');
  const buckets = new Map(settings.buckets.map((name) => [name, new BucketState()]));
  const first = settings.buckets[0] ?? '';
  const keys = new KeyRing(settings.accessKeys);
  const faults = new FaultScript();
  const requests: S3Request[] = [];

  const state: StandInState = { settings, keys, buckets, uploads: new Multipart() };
  const answerTo = (call: S3Call, body: Buffer): Answer => s3Answer(call, body, state);

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = s3CallOf(incoming.method ?? 'GET', incoming.url ?? '/', incoming.headers);
    const body = await buffer(incoming);
    const { delayMs, action } = faults.plan(call);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
    const note = (status: number) =>
      requests.push({ method: call.method ?? call.httpMethod, bucket: call.bucket, key: touchedBy(call), status });
    if (action?.kind === 'reset') {
      if (action.apply) answerTo(call, body);
      note(0);
      response.socket?.resetAndDestroy();
      return;
    }
    const answer = faults.lay(action, () => answerTo(call, body));
    if (action?.kind === 'put') buckets.get(call.bucket)?.put(action.key, Buffer.from(action.content));
    note(answer.status);
    const content = Buffer.from(answer.body ?? '');
    const isBare = call.httpMethod === 'HEAD' || answer.status === 204;
    response.writeHead(answer.status, {
      'content-length': content.length,
      'x-amz-request-id': 'STANDIN',
      ...answer.headers,
    });
    if (isBare) response.end();
    else if (action?.kind !== 'cut') response.end(content);
    else response.write(content.subarray(0, action.bytes), () => setTimeout(() => response.destroy(), 20));
  };

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error) => {
      // A client that went away in the middle of its body is its own business.
      if (!incoming.destroyed) console.error('The S3 stand-in failed to answer:', error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(settings.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: settings.region,
    accessKey: settings.accessKeys[0],
    objects: (bucket = first) => buckets.get(bucket)?.inOrder() ?? [],
    putObject: (key, content, modifiedAt) =>
      void buckets.get(first)?.put(key, Buffer.from(content), modifiedAt === undefined ? {} : { modifiedAt }),
    putObjectLater: (key, content, afterMs) =>
      void setTimeout(() => buckets.get(first)?.put(key, Buffer.from(content)), afterMs).unref(),
    requests: () => requests,
    issueKey: (rights) => keys.issue(rights),
    issuedKeys: () => keys.issued,
    expireKeys: () => keys.expireIssued(),
    addFault: (fault) => faults.add(parseInput(faultSchema, fault, 'fault')),
    clearFaults: () => faults.clear(),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
