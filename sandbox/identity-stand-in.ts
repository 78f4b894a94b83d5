import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CertificateFiles } from './self-signed-certificate';

export interface IdentityStandInOptions {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly certificate: CertificateFiles;
}

export interface IdentityStandIn {
  /** What `authorityHost` of a connection takes. Clients trust it with NODE_EXTRA_CA_CERTS=<certificate>. */
  readonly authorityHost: string;
  /** How many tokens it has given out. */
  tokens(): number;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The part of Microsoft's identity service that a client secret needs: a tenant's description and its tokens. The
 * tokens are unsigned; Azurite looks at their issuer, audience and times only. Wrong secrets and unknown tenants are
 * answered with the numbers of the real service.
 */
export async function startIdentityStandIn(options: IdentityStandInOptions): Promise<IdentityStandIn> {
  const { tenantId, certificate } = options;
  let tokens = 0;
  let origin = '';
  const server = createServer({ cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) });
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const path = new URL(request.url ?? '/', origin).pathname;
    if (!path.startsWith(`/${tenantId}/`)) {
      return refusal(400, 'invalid_tenant', 90002, `Tenant '${path.split('/')[1]}' not found.`);
    }
    if (request.method === 'GET' && path.endsWith('/.well-known/openid-configuration')) {
      return { status: 200, body: description(`${origin}/${tenantId}`) };
    }
    if (request.method === 'POST' && path.endsWith('/oauth2/v2.0/token')) {
      const asked = new URLSearchParams(await textOf(request));
      const reply = tokenFor(asked, options);
      if (reply.status === 200) tokens += 1;
      return reply;
    }
    return { status: 404, body: {} };
  };
  server.on('request', async (request, response) => {
    const { status, body } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    authorityHost: origin,
    tokens: () => tokens,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function description(tenant: string): unknown {
  return {
    issuer: `${tenant}/v2.0`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
  };
}

function tokenFor(asked: URLSearchParams, { tenantId, clientId, clientSecret }: IdentityStandInOptions): Answer {
  const client = asked.get('client_id');
  if (client !== clientId) {
    return refusal(400, 'unauthorized_client', 700016, `Application '${client}' was not found in the directory.`);
  }
  if (asked.get('client_secret') !== clientSecret) {
    return refusal(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
  }
  const now = Math.floor(Date.now() / 1000);
  const lifetime = 3600;
  const claims = {
    aud: 'https://storage.azure.com',
    iss: `https://sts.windows.net/${tenantId}/`,
    // A minute back, for clocks that are not quite the same.
    iat: now - 60,
    nbf: now - 60,
    exp: now + lifetime,
    appid: clientId,
    tid: tenantId,
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.none`;
  return { status: 200, body: { token_type: 'Bearer', expires_in: lifetime, access_token: token } };
}

function refusal(status: number, error: string, number: number, text: string): Answer {
  return { status, body: { error, error_description: `AADSTS${number}: ${text}`, error_codes: [number] } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
