import type { WorkflowHandle, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { CommerceStack } from '../../sandbox/commerce-stack';
import type { Counts } from '../../src/contract/counts';
import { type ImportType, importWorkflowId, workflowTypes } from '../../src/contract/names';
import type { RunProgress } from '../../src/contract/run';
import type { RunOptions } from '../../src/contract/run-options';
import {
  buildCategoryTree,
  compileCustomerMapping,
  compileOrderMapping,
  type OrderCatalog,
} from '../../src/mappings/commerce';
import { type Reject, readRejects } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { collect } from '../storage/scratch-storage';
import { resultOf } from './run-import';

export const customersImport = { type: 'commerce-customers', source: 'shop', destination: 'klaviyo' } as const;
export const ordersImport = { type: 'commerce-orders', source: 'shop', destination: 'klaviyo' } as const;

/** Starts a run of an import of a shop, or a deletion, as any client of Temporal's would. */
export function startRun(
  stack: Pick<CommerceStack, 'client'>,
  type: ImportType,
  name: string,
  options: RunOptions = {},
): Promise<WorkflowHandleWithFirstExecutionRunId> {
  return stack.client.workflow.start(workflowTypes[type], {
    workflowId: importWorkflowId(name),
    taskQueue: 'longshore',
    workflowTaskTimeout: '3s',
    args: [{ import: name, options }],
  });
}

/** A run's counts at its end; where it failed, it throws the run's own words. */
export async function countsOf(handle: WorkflowHandle, limitMs?: number): Promise<Counts> {
  try {
    return (await resultOf(handle, limitMs)).counts;
  } catch (error) {
    const { error: report } = await handle.query<RunProgress>('progress');
    throw new Error(JSON.stringify(report), { cause: error });
  }
}

export function storageOf({ folder }: Pick<CommerceStack, 'folder'>): DirectoryStorage {
  return new DirectoryStorage(`${folder}/.longshore`);
}

export function rejectsOf(stack: Pick<CommerceStack, 'folder'>, name: string): Promise<Reject[]> {
  return collect(readRejects(storageOf(stack), name));
}

const everything = { include: [], exclude: [], map: {} };

/** What Klaviyo must hold of the shop's customers, by their ids: mapped directly, without anything that runs. */
export function expectedProfiles({ shop }: Pick<CommerceStack, 'shop'>): ReadonlyMap<string, unknown> {
  const map = compileCustomerMapping({ customFields: everything });
  const expected = new Map<string, unknown>();
  for (const customer of shop.records('customers')) {
    const mapped = map(customer);
    if ('profile' in mapped) expected.set(String(customer.id), mapped.profile.attributes);
  }
  return expected;
}

/** The profiles that came from customers; events make profiles of their own. */
export function storedProfiles({ klaviyo }: Pick<CommerceStack, 'klaviyo'>): ReadonlyMap<string, unknown> {
  return new Map(klaviyo.profiles().map(({ attributes }) => [String(attributes.external_id), attributes]));
}

/** An event as both sides can be asked for it. */
export interface ComparedEvent {
  readonly metric: string;
  readonly uniqueId: string;
  readonly value: number | null;
  readonly currency: string | null;
  readonly time: string;
  readonly properties: unknown;
  readonly backfill: boolean;
}

const byKey = (a: ComparedEvent, b: ComparedEvent): number =>
  `${a.uniqueId} ${a.metric}` < `${b.uniqueId} ${b.metric}` ? -1 : 1;
/** Klaviyo keeps whole seconds. */
const second = (time: string): string => new Date(Math.floor(Date.parse(time) / 1_000) * 1_000).toISOString();

/** What Klaviyo must hold of the shop's orders. */
export function expectedEvents({ shop }: Pick<CommerceStack, 'shop'>): readonly ComparedEvent[] {
  const map = compileOrderMapping({
    preferredLocale: undefined,
    productUrlTemplate: undefined,
    metrics: {
      placedOrder: 'Placed Order',
      orderedProduct: 'Ordered Product',
      fulfilledOrder: 'Fulfilled Order',
      cancelledOrder: 'Cancelled Order',
      refundedOrder: 'Refunded Order',
    },
    states: { fulfilled: ['Confirmed', 'Complete'], cancelled: ['Cancelled'] },
    backfill: true,
    properties: everything,
    customFields: everything,
    rawLineItems: false,
  });
  const catalog = catalogOf(shop);
  const payments = new Map([...shop.records('payments')].map((payment) => [payment.id, payment]));
  const events: ComparedEvent[] = [];
  for (const order of shop.records('orders')) {
    const mapped = map(withPayments(order, payments), catalog, Date.now());
    if ('problem' in mapped) continue;
    for (const { attributes } of mapped.events) {
      events.push({
        metric: attributes.metric.data.attributes.name,
        uniqueId: attributes.unique_id,
        value: attributes.value,
        currency: attributes.value_currency,
        time: second(attributes.time),
        properties: attributes.properties,
        backfill: attributes.backfill,
      });
    }
  }
  return events.sort(byKey);
}

export function storedEvents({ klaviyo }: Pick<CommerceStack, 'klaviyo'>): readonly ComparedEvent[] {
  return klaviyo
    .events()
    .map(({ metric, uniqueId, value, valueCurrency: currency, time, properties, backfill }) => ({
      metric,
      uniqueId,
      value,
      currency,
      time: second(time),
      properties,
      backfill,
    }))
    .sort(byKey);
}

function catalogOf(shop: CommerceStack['shop']): OrderCatalog {
  const products = new Map<unknown, readonly string[]>();
  for (const { id, masterData } of shop.records('products')) {
    const { current } = masterData as { current: { categories: { id: string }[] } };
    products.set(
      id,
      current.categories.map((category) => category.id),
    );
  }
  return {
    tree: buildCategoryTree(shop.records('categories'), undefined),
    categoriesOf: (id) => products.get(id),
  };
}

/** The order as it is read with its payments expanded. */
function withPayments(
  order: Record<string, unknown>,
  payments: ReadonlyMap<unknown, unknown>,
): Record<string, unknown> {
  const info = order.paymentInfo as { payments: { id: string }[] } | undefined;
  if (!info) return order;
  return { ...order, paymentInfo: { payments: info.payments.map((one) => ({ ...one, obj: payments.get(one.id) })) } };
}
