import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { endWithParent } from '../src/dev-server';

/** A running moto: a second implementation of S3 and STS, made by others, which checks signatures. */
export interface Moto {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** A role that the key may take on. */
  readonly roleArn: string;
  stop(): Promise<void>;
}

const region = 'us-east-1';
/** Older ones find no signature right whose query holds a slash. */
const hasMoto =
  'import moto, moto.server, sys; sys.exit([int(n) for n in moto.__version__.split(".")[:3]] < [5, 2, 5])';
/** It answers within a second; a loaded machine may need twenty. */
const startLimitMs = 60_000;

/**
 * The command that starts moto: what MOTO_SERVER names, else a Python that has it, 5.2.5 or later. Undefined where there is neither.
 * In CI and under `npm run prove` moto has to be there: a test that left itself out would show nothing.
 */
export function findMoto(env: NodeJS.ProcessEnv = process.env): readonly [string, ...string[]] | undefined {
  if (env.MOTO_SERVER) return [env.MOTO_SERVER];
  if (spawnSync('python3', ['-c', hasMoto], { stdio: 'ignore', env }).status === 0)
    return ['python3', '-m', 'moto.server'];
  if (env.CI === 'true' || env.LONGSHORE_PROVE === 'full')
    throw new Error('There is no moto: set MOTO_SERVER, or install moto[server,s3] 5.2.5 with pip');
  return undefined;
}

/** Starts moto on a free port, with one user and the buckets. Throws with its output when it ends instead. */
export async function startMoto([command, ...args]: readonly [string, ...string[]]): Promise<Moto> {
  const port = await freePort();
  const child = spawn(command, [...args, '-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Signatures are checked from the first call on.
    env: { ...process.env, INITIAL_NO_AUTH_ACTION_COUNT: '0' },
  });
  endWithParent(child);
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await answering(child, endpoint);
    return { endpoint, region, ...(await firstUser(endpoint)), stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function answering(child: ChildProcess, endpoint: string): Promise<void> {
  let output = '';
  const take = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-10_000);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  child.once('error', take);
  for (const limit = Date.now() + startLimitMs; Date.now() < limit; ) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const isUp = await fetch(`${endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`moto does not answer:\n${output}`);
}

/** With the check on nobody could make the first user: a few calls are let through for that, and then no more. */
async function firstUser(endpoint: string): Promise<Pick<Moto, 'accessKeyId' | 'secretAccessKey' | 'roleArn'>> {
  await uncheckedCalls(endpoint, 10);
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*', 'sts:*'], Resource: '*' }] };
  const UserName = 'longshore';
  await iam(endpoint, { Action: 'CreateUser', UserName });
  const PolicyDocument = JSON.stringify(policy);
  await iam(endpoint, { Action: 'PutUserPolicy', UserName, PolicyName: 'all', PolicyDocument });
  // The role first: for one that is not there AssumeRole gives keys, with which S3 then answers 500.
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
  });
  const RoleName = 'reader';
  const role = await iam(endpoint, { Action: 'CreateRole', RoleName, AssumeRolePolicyDocument });
  await iam(endpoint, { Action: 'PutRolePolicy', RoleName, PolicyName: 'all', PolicyDocument });
  const key = await iam(endpoint, { Action: 'CreateAccessKey', UserName });
  await uncheckedCalls(endpoint, 0);
  return {
    accessKeyId: fieldOf(key, 'AccessKeyId'),
    secretAccessKey: fieldOf(key, 'SecretAccessKey'),
    roleArn: fieldOf(role, 'Arn'),
  };
}

function fieldOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? '';
}

async function uncheckedCalls(endpoint: string, count: number): Promise<void> {
  const { ok, status } = await fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: String(count) });
  if (!ok) throw new Error(`moto answers ${status} to reset-auth`);
}

async function iam(endpoint: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({ Version: '2010-05-08', ...fields }),
    // It finds the service in the signature's scope; the signature itself is not looked at yet.
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/${region}/iam/aws4_request, SignedHeaders=host, Signature=x`,
    },
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`moto answers ${response.status} to ${fields.Action}: ${answer.slice(0, 300)}`);
  return answer;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
