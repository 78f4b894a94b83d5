import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { parse } from 'yaml';
import { writeConfig } from '../../sandbox/write-config';
import { type DevServer, findTemporal, startDevServer } from '../../src/dev-server';
import { currentSession } from '../../src/gateway/current-session';
import { createGateway, type GatewayLog } from '../../src/gateway/server';
import { Tokens } from '../../src/gateway/tokens';
import { connect } from '../../src/runs/connect';
import type { Session } from '../../src/runs/session';
import { goodCouriers } from '../config/courier-file';
import { faultOfAnswer } from './answer-check';

const shop = { source: 'shop', destination: 'klaviyo' };

/** What longshore.yaml of the tests holds: an import of each type, a courier, an end point. Nothing of it is ever reached. */
export const sections = {
  connections: {
    shop: {
      ...{ type: 'commercetools', apiUrl: 'http://127.0.0.1:9', authUrl: 'http://127.0.0.1:9' },
      ...{ projectKey: 'my-shop', scope: 'view_products', client: '{"clientId":"c","secret":"canary-s3cr3t"}' },
    },
    klaviyo: { type: 'klaviyo', apiKey: 'pk_canary', baseUrl: 'http://127.0.0.1:9' },
    bucket: { type: 's3', bucket: 'events', region: 'us-east-1', credentials: { type: 'default' } },
    tables: { type: 'duckdb', path: 'warehouse.duckdb' },
  },
  imports: {
    customers: { type: 'commerce-customers', ...shop },
    orders: { type: 'commerce-orders', ...shop },
    categories: { type: 'commerce-categories', ...shop },
    products: { type: 'commerce-products', ...shop },
    'delete-products': { type: 'catalog-deletion', destination: 'klaviyo' },
    'delete-categories': { type: 'catalog-deletion', destination: 'klaviyo' },
  },
  ...(parse(goodCouriers) as Readonly<Record<'feeds' | 'couriers', unknown>>),
  courierGroups: { nightly: { couriers: [{ courier: 'optimizely', offset: '24h' }] } },
  endPoints: { report: { type: 'http', url: 'http://127.0.0.1:9/report' } },
  gateway: { sync: { deleteProducts: 'delete-products', deleteCategories: 'delete-categories' } },
};

export interface AskOptions {
  readonly body?: unknown;
  /** As it is sent, in place of `body`. */
  readonly payload?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Told {
  readonly status: number;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A gateway with a Temporal server that has no worker. Its answers are checked against the document that it serves. */
export interface GatewayUnderTest {
  readonly app: FastifyInstance;
  readonly session: () => Session;
  readonly configPath: string;
  readonly lines: readonly object[];
  ask(method: 'GET' | 'POST', path: string, options?: AskOptions): Promise<Told>;
  stop(): Promise<void>;
}

export interface GatewayTestOptions {
  readonly tokens?: ConstructorParameters<typeof Tokens>[0];
  readonly requestsPerMinute?: number;
}

export async function startGateway(options: GatewayTestOptions = {}): Promise<GatewayUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-test-'));
  const configPath = join(folder, 'longshore.yaml');
  await writeConfig(configPath, sections);
  const { path: binary } = await findTemporal({ env: process.env });
  const server: DevServer = await startDevServer({ binary, headless: true });
  const connected = await connect({ folder, env: { ...process.env, TEMPORAL_ADDRESS: server.address } });
  const session = currentSession({ connected, configPath, env: process.env });
  const lines: object[] = [];
  const log: GatewayLog = {
    info: (fields, message) => void lines.push({ ...fields, message }),
    error: (fields, message) => void lines.push({ ...fields, message }),
  };
  const { tokens = { read: [], run: [], delete: [] }, requestsPerMinute = 1_000_000 } = options;
  const settings = { tokens: new Tokens(tokens), requestsPerMinute };
  const app = await createGateway({ settings, connected, session, version: '1.4.0', log });
  const { body: document } = await app.inject({ method: 'GET', url: '/openapi.json', headers: { host: 'localhost' } });
  const faultOf = faultOfAnswer(JSON.parse(document));
  return {
    app,
    session,
    configPath,
    lines,
    ask: async (method, path, { body, payload, headers = {} } = {}) => {
      const isJson = body !== undefined || payload !== undefined;
      const answer = await app.inject({
        method,
        url: path,
        headers: { host: 'localhost:6779', ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(isJson ? { payload: payload ?? JSON.stringify(body) } : {}),
      });
      const { statusCode: status, body: text } = answer;
      const told: unknown = /json/.test(String(answer.headers['content-type'])) ? JSON.parse(text) : undefined;
      const fault = faultOf({ method, path, status, body: told });
      if (fault !== undefined) throw new Error(`${method} ${path}, ${status} ${text}: ${fault}`);
      return { status, body: told, text, headers: answer.headers };
    },
    stop: async () => {
      await app.close();
      await connected.connection.close();
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
