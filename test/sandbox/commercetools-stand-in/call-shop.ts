import { z } from 'zod';
import type { CommercetoolsStandIn } from '../../../sandbox/commercetools-stand-in';

const json = z.record(z.string(), z.unknown());

export interface ShopAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Asks for a token with what the client may do, or with chosen scopes. */
export async function askToken(
  { url, client }: Pick<CommercetoolsStandIn, 'url' | 'client'>,
  form: Readonly<Record<string, string>> = {},
): Promise<ShopAnswer> {
  const basic = Buffer.from(`${client.clientId}:${client.secret}`).toString('base64');
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
  });
  return { status: response.status, headers: response.headers, body: json.parse(await response.json()) };
}

/** Queries of one stand-in, with a token of its client. */
export async function callerOf(standIn: CommercetoolsStandIn) {
  const { body } = await askToken(standIn);
  const headers = { authorization: `Bearer ${body.access_token}` };
  return async (resource: string, query: Readonly<Record<string, string | readonly string[]>> = {}) => {
    const search = new URLSearchParams();
    for (const [name, values] of Object.entries(query)) {
      for (const value of [values].flat()) search.append(name, value);
    }
    const response = await fetch(`${standIn.url}/${standIn.projectKey}/${resource}?${search}`, { headers });
    const answer: ShopAnswer = {
      status: response.status,
      headers: response.headers,
      body: json.parse(await response.json()),
    };
    return answer;
  };
}

/** The ids of a page. */
export function idsIn({ body }: ShopAnswer): readonly unknown[] {
  if (!Array.isArray(body.results)) throw new Error(`This is no page: ${JSON.stringify(body)}`);
  return body.results.map((record) => record.id);
}
