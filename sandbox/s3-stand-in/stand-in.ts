import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { parseInput } from '../stand-in/parse-input';
import { type Answer, refused } from './answer';
import { BucketState, type S3Object } from './bucket-state';
import { FaultScript } from './fault-script';
import { type IssuedKey, type IssuedRights, KeyRing } from './key-ring';
import { listAnswer } from './list-answer';
import { objectAnswer } from './object-answer';
import { type AccessKey, faultSchema, optionsSchema, type S3Fault, type S3StandInOptions } from './options';
import { type S3Call, s3CallOf, touchedBy } from './s3-call';
import { serviceOf, whoAsks } from './signature';
import { stsAnswer, stsRefusal } from './sts-answer';

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
  const { region } = settings;
  const faults = new FaultScript();
  const requests: S3Request[] = [];

  const answerTo = (call: S3Call, body: Buffer): Answer => {
    if (serviceOf(call) === 'sts') {
      const who = whoAsks(call, { service: 'sts', region, keys, body });
      if (!('status' in who)) return stsAnswer(body.toString(), who, settings, keys);
      return stsRefusal(who.status, who.code ?? 'AccessDenied');
    }
    const who = whoAsks(call, { service: 's3', region, keys });
    if ('status' in who) return who;
    const bucket = buckets.get(call.bucket);
    if (call.method === undefined) {
      if (call.httpMethod !== 'PUT' || call.key !== '') return refused(501, 'NotImplemented');
      if (bucket === undefined) buckets.set(call.bucket, new BucketState());
      return { status: 200 };
    }
    const touched = touchedBy(call);
    const isRead = call.method === 'GET' || call.method === 'HEAD';
    if (!touched.startsWith(who.prefix ?? '') || (isRead && who.mayRead === false)) return refused(403, 'AccessDenied');
    if (bucket === undefined) return refused(404, 'NoSuchBucket', { BucketName: call.bucket });
    return call.method === 'LIST' ? listAnswer(call, bucket, settings) : objectAnswer(call, bucket, body);
  };

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
    region,
    accessKey: settings.accessKeys[0],
    objects: (bucket = first) => buckets.get(bucket)?.inOrder() ?? [],
    putObject: (key, content, modifiedAt) => void buckets.get(first)?.put(key, Buffer.from(content), modifiedAt),
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
