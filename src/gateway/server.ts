import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Connected } from '../runs/connect';
import type { Session } from '../runs/session';
import { refuseOtherPages } from './callers';
import { openApiDocument } from './openapi';
import { pageFiles, pagePolicy } from './page';
import { ProgressFeeds } from './progress-feeds';
import { Refusal, type Refused, refusedBy } from './refusal';
import type { Answer, RawCall, Route } from './route';
import { batchRoutes } from './routes/batch';
import { eventsRoute } from './routes/events';
import { healthRoutes } from './routes/health';
import { importRoutes } from './routes/imports';
import { runRoutes } from './routes/runs';
import { syncRoutes } from './routes/sync';
import type { GatewaySettings } from './settings';
import { includes, type Scope } from './tokens';

/** Where the gateway writes a line for each request: pino, or what has the same words. */
export interface GatewayLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface GatewayOptions {
  readonly settings: Pick<GatewaySettings, 'tokens' | 'requestsPerMinute'>;
  readonly connected: Connected;
  /** The configuration as it is now, and its storage. Throws every fault of it. */
  readonly session: () => Session;
  readonly version: string;
  readonly log: GatewayLog;
}

/** The options of all imports: 1,000 ids are 39 KB. */
const bodyLimit = 128 * 1_024;
/** A caller that sends slowly holds nothing that others need. */
const requestLimitMs = 30_000;
/** What a handler waits for Temporal, in all its calls; callers and proxies give up after 30 s. */
const temporalLimitMs = 15_000;
/** Ours are the longest: tokens of deliveries. */
const longestParam = 400;

declare module 'fastify' {
  interface FastifyRequest {
    /** What the caller may do; undefined where no token was asked for. */
    granted: Scope | undefined;
  }
  interface FastifyContextConfig {
    readonly plainRefusals?: boolean;
  }
}

/** The gateway as a server that does not listen yet; whoever has it closes it, and the connection to Temporal behind it. */
export async function createGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const { settings, connected, log, version } = options;
  const feeds = new ProgressFeeds((error) => log.error({ error: nameOf(error) }, 'a watched run cannot be looked at'));
  const routes = [
    ...healthRoutes(connected),
    ...syncRoutes,
    ...batchRoutes,
    ...importRoutes,
    ...runRoutes,
    eventsRoute(feeds),
  ];
  const app = Fastify({
    logger: false,
    bodyLimit,
    requestTimeout: requestLimitMs,
    routerOptions: { maxParamLength: longestParam, ignoreTrailingSlash: true },
    genReqId: ({ headers }) => idOf(headers['x-request-id']),
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    // A path or a query that cannot be read is no reason to repeat it.
    frameworkErrors: (error, request, reply) => refuse(error, request, reply, log),
  });
  app.decorateRequest('granted', undefined);
  readBodies(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    if (settings.tokens.isEmpty) refuseOtherPages(request.headers);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { id, method, routeOptions, granted } = request;
    const fields = { request: id, method, route: routeOptions.url ?? 'unknown', status: reply.statusCode };
    log.info({ ...fields, scope: granted, ms: Math.round(reply.elapsedTime) }, 'request');
  });
  app.addHook('preClose', async () => feeds.close());
  app.setErrorHandler((error, request, reply) => refuse(error, request, reply, log));
  // Before tokens are looked at: who guesses is limited too.
  await app.register(rateLimit, { max: settings.requestsPerMinute, timeWindow: 60_000, hook: 'onRequest' });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, () => {
    throw new Refusal(404, 'There is nothing at this path; / shows what there is');
  });
  for (const file of pageFiles) {
    app.get(file.path, (_, reply) =>
      reply.header('content-security-policy', pagePolicy).type(file.contentType).send(file.text),
    );
  }
  const document = openApiDocument(routes, version);
  app.get('/openapi.json', async () => document);
  for (const route of routes) addRoute(app, route, options);
  return app;
}

function addRoute(app: FastifyInstance, route: Route, { settings, connected, session }: GatewayOptions): void {
  const { method, path, scope, plainRefusals = false } = route;
  const isHealth = scope === 'none' && method === 'GET';
  const inTime = <Result>(work: () => Promise<Result>): Promise<Result> =>
    connected.connection.withDeadline(Date.now() + temporalLimitMs, work);
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    config: { plainRefusals, ...(isHealth ? { rateLimit: false } : {}) },
    preParsing: async (request) => {
      if (scope !== 'none' && !settings.tokens.isEmpty) request.granted = grantedTo(request, scope);
      const { admit } = route;
      if (admit) await inTime(() => admit(callOf(request)));
    },
    handler: async (request, reply) => send(reply, route, await inTime(() => route.answer(callOf(request)))),
  });

  function grantedTo({ headers }: FastifyRequest, wanted: Scope): Scope {
    const granted = settings.tokens.scopeOf(headers.authorization);
    if (granted === undefined) throw new Refusal(401, 'A token is needed: authorization: Bearer <token>');
    requireScope(granted, wanted);
    return granted;
  }

  function callOf(request: FastifyRequest): RawCall {
    const { params, query, body, granted, headers } = request;
    const lastEventId = headers['last-event-id'];
    return {
      path: params,
      query,
      body,
      ...(typeof lastEventId === 'string' ? { lastEventId } : {}),
      session,
      require: (wanted) => granted !== undefined && requireScope(granted, wanted),
    };
  }
}

function requireScope(granted: Scope, wanted: Scope): void {
  if (!includes(granted, wanted)) throw new Refusal(403, `The token allows to ${granted}, and not to ${wanted}`);
}

function send(reply: FastifyReply, { answers }: Route, { status, body, events }: Answer): FastifyReply {
  reply.code(status);
  if (events) return reply.type('text/event-stream').send(events);
  const form = answers[status]?.body;
  // What is not in its form is a fault of ours, and nobody is told it.
  return form ? reply.send(form.parse(body)) : reply.send();
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, log: GatewayLog): void {
  const refused = refusedBy(error);
  if (refused.isOurs)
    log.error(
      { request: request.id, error: nameOf(error), code: refused.body.code, where: placesOf(error) },
      'request failed',
    );
  const isPlain = request.routeOptions?.config?.plainRefusals ?? false;
  void reply.code(refused.status).send(isPlain ? plain(refused) : refused.body);
}

/** All in one sentence, for callers who know of `message` alone. */
function plain({ body: { message, remedy } }: Refused): { readonly message: string } {
  return { message: remedy === undefined ? message : `${message.replace(/\.$/, '')}. ${remedy}` };
}

/** JSON, or nothing: whatever type what is empty has. */
function readBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, String(body), done);
  });
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => {
    if (body === '') done(null, undefined);
    else done(new Refusal(415, 'A body has to be JSON, with the header `content-type: application/json`'));
  });
}

/** The caller's own id of a request where it is one, so that it finds itself in our log. */
function idOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID();
}

/** The places in our code that an error came through, without what it says. */
function placesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const { message, stack } = error;
  const behind = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  return behind
    .split('\n')
    .slice(1, 6)
    .map((line) => line.trim());
}

/** Names and codes alone: a text may repeat what was sent. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
