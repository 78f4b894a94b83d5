import { createServer, type IncomingMessage } from 'node:http';
import type { S3StandIn } from '../s3-stand-in';
import { close, listen } from '../stand-in/local-server';

export interface OptimizelyStandInOptions {
  /** Where the export lies; its keys are given out here. */
  readonly s3: Pick<S3StandIn, 'issueKey'>;
  readonly token: string;
  readonly bucket: string;
  /** What of the bucket is the account's, with a slash at its end. */
  readonly prefix: string;
  /** How long a key is good for, whatever is asked for. */
  readonly lifeMs?: number;
  /** A key may list and not read, as one that lacks `kms:Decrypt`. */
  readonly mayRead?: boolean;
}

/** A running stand-in of the part of Optimizely's API that gives out keys of the export of events. */
export interface OptimizelyStandIn {
  readonly baseUrl: string;
  /** Path and query of each request that came, and how it was answered. */
  readonly requests: readonly { readonly path: string; readonly status: number }[];
  /** Answers the next so many requests with this, whoever asks. */
  answerNext(answer: OptimizelyAnswer, times?: number): void;
  stop(): Promise<void>;
}

export interface OptimizelyAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts a stand-in on a free port of 127.0.0.1. */
export async function startOptimizelyStandIn(options: OptimizelyStandInOptions): Promise<OptimizelyStandIn> {
  const requests: { readonly path: string; readonly status: number }[] = [];
  const scripted: OptimizelyAnswer[] = [];
  const server = createServer((incoming, response) => {
    const { status, body, headers } = scripted.shift() ?? answerTo(incoming, options);
    requests.push({ path: incoming.url ?? '/', status });
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const baseUrl = await listen(server, 0);
  return {
    baseUrl,
    requests,
    answerNext: (answer, times = 1) => void scripted.push(...Array<OptimizelyAnswer>(times).fill(answer)),
    stop: () => close(server),
  };
}

function answerTo(incoming: IncomingMessage, options: OptimizelyStandInOptions): OptimizelyAnswer {
  const url = new URL(incoming.url ?? '/', 'http://stand-in');
  if (incoming.method !== 'GET' || url.pathname !== '/v2/export/credentials')
    return refusal(404, 'There is no such path');
  if (incoming.headers.authorization !== `Bearer ${options.token}`) return refusal(401, 'The token is not valid');
  const [, number = '', unit = ''] = /^(\d+)([mMhH])$/.exec(url.searchParams.get('duration') ?? '1h') ?? [];
  const minutes = Number(number) * (unit.toLowerCase() === 'h' ? 60 : 1);
  if (unit === '' || minutes < 15 || minutes > 60) return refusal(400, 'duration must be from 15m to 1h');
  const { s3, bucket, prefix, lifeMs = minutes * 60_000, mayRead } = options;
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = s3.issueKey({ lifeMs, prefix, mayRead });
  return {
    status: 200,
    body: {
      credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiresAt },
      s3Path: `s3://${bucket}/${prefix}`,
    },
  };
}

/** An error as Optimizely words it. Its message has the word canary in it: nothing of it may be repeated. */
function refusal(status: number, message: string): OptimizelyAnswer {
  return { status, body: { code: `error-${status}`, message: `${message} (canary)`, uuid: 'canary' } };
}
