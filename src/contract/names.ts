/** The names by which workflows, workers, commands and people find each other. */

export const defaultTaskQueue = 'longshore';

/** Workflow type of each kind of import: what `type:` in longshore.yaml starts, and an entry of its `couriers`. */
export const workflowTypes = {
  'files-to-odp': 'filesToOdp',
  'commerce-customers': 'commerceCustomers',
  'commerce-orders': 'commerceOrders',
  'commerce-categories': 'commerceCategories',
  'commerce-products': 'commerceProducts',
  'catalog-deletion': 'catalogDeletion',
  courier: 'courier',
  'courier-group': 'courierGroup',
} as const;
export type ImportType = keyof typeof workflowTypes;
/** Imports of a shop's resources. */
export type CommerceImportType = Exclude<ImportType, 'files-to-odp' | 'catalog-deletion' | 'courier' | 'courier-group'>;

export const bookmarkWorkflowType = 'bookmark';
export const batchWorkflowType = 'batchJob';
/** What every schedule starts, and which starts what is scheduled. */
export const scheduledWorkflowType = 'scheduledStart';
export const tableRequestWorkflowType = 'tableRequest';
/** Sends one notification by one channel. */
export const notifyWorkflowType = 'notify';
/** Waits beside a run, to tell of one that works for too long. */
export const runtimeWatchWorkflowType = 'runtimeWatch';

/** Names of imports, connections and end points, and ids of batch jobs, become parts of workflow ids and of paths in storage, so nothing else may be in them. */
export const sectionNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** How runs call a courier group, which may bear the name of a courier: no import has a slash in its name. */
export function groupImportName(group: string): string {
  return `group/${group}`;
}

/** True for the name of an import, as which a courier counts, and for `group/<name>`. */
export function isRunName(name: string): boolean {
  return sectionNamePattern.test(name.startsWith('group/') ? name.slice(6) : name);
}

/** One run of an import at a time follows from this: its workflow id is its name, and that of a group `group/<name>`. */
export function importWorkflowId(importName: string): string {
  return importName.startsWith('group/') ? importName : `import/${importName}`;
}

/** The task queue of the one worker that owns the tables of a connection whose file no other process may open. */
export function warehouseQueue(taskQueue: string, connection: string): string {
  return `${taskQueue}-warehouse-${connection}`;
}

/** One batch job of an id at a time, likewise. */
export function batchWorkflowId(id: string): string {
  return `batch/${id}`;
}

/** What a schedule starts has this id with the time of the fire; the schedule's own id is that of what is scheduled. */
export function scheduledWorkflowId(workflowId: string): string {
  return `schedule/${workflowId}`;
}

/** A question of a command to the tables. */
export function tableRequestWorkflowId(request: string): string {
  return `table-request/${request}`;
}

/** One notification by one channel: sent once for each thing that happened, whoever tells it. */
export function notifyWorkflowId(idempotencyKey: string): string {
  return `notify/${idempotencyKey}`;
}

/** Beside a workflow id, of which one run works at a time. */
export function runtimeWatchWorkflowId(workflowId: string): string {
  return `runtime-watch/${workflowId}`;
}

export const signalNames = {
  pause: 'pause',
  resume: 'resume',
  cancel: 'cancel',
  resolve: 'resolve',
  courierTold: 'courierTold',
  /** To the watch of a run: there is nothing more to watch. */
  ended: 'ended',
} as const;
export const queryNames = {
  progress: 'progress',
  /** The same of a batch job, under the name by which older callers know it. */
  queryProgress: 'queryProgress',
  journal: 'journal',
  bookmark: 'read',
  bookmarkHistory: 'history',
} as const;
export const updateNames = { writeBookmark: 'write', waitForProgress: 'waitForProgress' } as const;

/** Argument of the signal `cancel`. */
export interface CancelRequest {
  readonly reason: string;
}
