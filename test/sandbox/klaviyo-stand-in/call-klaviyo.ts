import {
  type KlaviyoStandIn,
  type KlaviyoStandInOptions,
  startKlaviyoStandIn,
} from '../../../sandbox/klaviyo-stand-in';
import { contractCheckOf } from '../../../sandbox/klaviyo-stand-in/contract-check';
import { contractPath } from '../../../sandbox/klaviyo-stand-in/contract-file';
import { at } from '../../../sandbox/klaviyo-stand-in/json';
import { findOperation } from '../../../sandbox/klaviyo-stand-in/operation';

const path = contractPath();
const contract = path === undefined ? undefined : contractCheckOf(path);

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** The pointers of what is wrong, in the order of the answer. */
  readonly pointers: readonly unknown[];
}

/** Calls the stand-in as Klaviyo is called. Where the contract is here the answer is held against it. */
export async function callKlaviyo(
  standIn: KlaviyoStandIn,
  call: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const [method = 'GET', path = '/'] = call.split(' ');
  const response = await fetch(path.startsWith('http') ? path : `${standIn.baseUrl}${path}`, {
    method,
    headers: {
      authorization: 'Klaviyo-API-Key pk_standin',
      revision: '2026-07-15',
      ...(body === undefined ? {} : { 'content-type': 'application/vnd.api+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = text === '' ? undefined : JSON.parse(text);
  const operation = findOperation(method, new URL(response.url).pathname)?.operation;
  if (operation && json !== undefined) {
    expect(contract?.problemsOfAnswer(operation.id, response.status, json) ?? []).toEqual([]);
  }
  const errors = at(json, 'errors');
  const pointers = Array.isArray(errors) ? errors.map((error) => at(error, 'source', 'pointer')) : [];
  return { status: response.status, headers: response.headers, body: json, pointers };
}

/** Starts a stand-in whose jobs are complete at once, hands it to the test and stops it. */
export async function withStandIn(
  options: KlaviyoStandInOptions,
  test: (standIn: KlaviyoStandIn) => Promise<void>,
): Promise<void> {
  const standIn = await startKlaviyoStandIn({ queuedMs: 0, processingMs: 0, rateFactor: null, ...options });
  try {
    await test(standIn);
  } finally {
    await standIn.stop();
  }
}

export const profile = (attributes: object) => ({ type: 'profile', attributes });

export const bulkImport = (profiles: readonly object[], lists?: readonly string[]) => ({
  data: {
    type: 'profile-bulk-import-job',
    attributes: { profiles: { data: profiles } },
    ...(lists ? { relationships: { lists: { data: lists.map((id) => ({ type: 'list', id })) } } } : {}),
  },
});

export const event = (metric: string, attributes: object = {}) => ({
  type: 'event',
  attributes: { properties: {}, metric: { data: { type: 'metric', attributes: { name: metric } } }, ...attributes },
});

export const eventOf = (of: object, metric: string, attributes: object = {}) => {
  const { type, attributes: own } = event(metric, attributes);
  return { data: { type, attributes: { ...own, profile: { data: profile(of) } } } };
};

export const bulkEvents = (groups: readonly (readonly [object, readonly object[], object?])[]) => ({
  data: {
    type: 'event-bulk-create-job',
    attributes: {
      'events-bulk-create': {
        data: groups.map(([of, events, more = {}]) => ({
          type: 'event-bulk-create',
          attributes: { ...more, profile: { data: profile(of) }, events: { data: events } },
        })),
      },
    },
  },
});

export const compound = (id: string) => `$custom:::$default:::${id}`;

export const item = (id: string, more: object = {}) => ({
  type: 'catalog-item',
  attributes: { external_id: id, title: id, description: '', url: 'https://shop.example', ...more },
});

export const variant = (id: string, of: string, more: object = {}) => ({
  type: 'catalog-variant',
  attributes: {
    external_id: id,
    sku: id,
    title: id,
    description: '',
    url: 'https://shop.example',
    inventory_quantity: 1,
    price: 9.5,
    ...more,
  },
  relationships: { item: { data: { type: 'catalog-item', id: compound(of) } } },
});

export const category = (id: string) => ({ type: 'catalog-category', attributes: { external_id: id, name: id } });

export const catalogJob = (kind: 'item' | 'variant' | 'category', action: string, entries: readonly object[]) => ({
  data: {
    type: `catalog-${kind}-bulk-${action}-job`,
    attributes: { [kind === 'category' ? 'categories' : `${kind}s`]: { data: entries } },
  },
});
