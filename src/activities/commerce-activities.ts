import type { CategoryTree } from '../mappings/commerce';
import { importCategories } from './commerce/import-categories';
import { type ImportLaneRequest, type ImportLaneResult, importCustomers } from './commerce/import-customers';
import { importOrders } from './commerce/import-orders';
import { type ImportProductsRequest, importProducts } from './commerce/import-products';
import { KeptByRun } from './commerce/kept-by-run';
import { type OpenedPass, type OpenPassRequest, openPass } from './commerce/open-pass';
import { type SettledJobs, type SettleJobsRequest, settleJobs } from './commerce/settle-jobs';
import type { WorkerContext } from './worker-context';

/** The activities of imports of a shop. */
export interface CommerceActivities {
  /** Decides what a run reads, and divides it into lanes. */
  openPass(request: OpenPassRequest): Promise<OpenedPass>;
  /** A step in one lane. */
  importCustomers(request: ImportLaneRequest): Promise<ImportLaneResult>;
  importOrders(request: ImportLaneRequest): Promise<ImportLaneResult>;
  importCategories(request: ImportLaneRequest): Promise<ImportLaneResult>;
  importProducts(request: ImportProductsRequest): Promise<ImportLaneResult>;
  /** Reads the results of jobs that have ended. */
  settleJobs(request: SettleJobsRequest): Promise<SettledJobs>;
}

export function createCommerceActivities(context: WorkerContext): CommerceActivities {
  const trees = new KeptByRun<CategoryTree>();
  const kept = { trees, categories: new KeptByRun<Map<string, boolean>>() };
  return {
    openPass: (request) => openPass(context, request),
    importCustomers: (request) => importCustomers(context, request),
    importOrders: (request) => importOrders(context, request),
    importCategories: (request) => importCategories(context, trees, request),
    importProducts: (request) => importProducts(context, kept, request),
    settleJobs: (request) => settleJobs(context, request),
  };
}
