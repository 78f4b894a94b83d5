import Table from 'cli-table3';
import { findImport } from '../config';
import { rejectedResources, rejectPlace } from '../contract/commerce-rejects';
import type { Session } from '../runs/session';
import { type AcknowledgedRequest, type Reject, readDeliveriesOf, readRejects } from '../storage';

/** What became of one record of a shop. */
export interface Trace {
  /** Oldest first. Their other records are left out. */
  readonly requests: readonly Omit<AcknowledgedRequest, 'ids'>[];
  readonly rejects: readonly Reject[];
}

/** Looks through what the imports of shops have left in storage. Throws `unknown-import` for a name that is none. */
export async function traceRecord({ config, storage }: Session, id: string, importName?: string): Promise<Trace> {
  if (importName !== undefined) findImport(config, importName);
  const names = importName === undefined ? Object.keys(config.imports) : [importName];
  const requests: Omit<AcknowledgedRequest, 'ids'>[] = [];
  const rejects: Reject[] = [];
  for (const name of names) {
    const settings = findImport(config, name);
    if (settings.type === 'files-to-odp' || settings.type === 'courier' || settings.type === 'courier-group') continue;
    for (const { ids: _, ...request } of await readDeliveriesOf(storage, name, id)) requests.push(request);
    for (const resource of rejectedResources(settings.type)) {
      for await (const reject of readRejects(storage, name, rejectPlace(resource, id))) rejects.push(reject);
    }
  }
  return { requests: requests.sort((a, b) => a.at - b.at), rejects };
}

export function traceText(id: string, { requests, rejects }: Trace): string {
  if (requests.length === 0 && rejects.length === 0) return `No import has delivered or rejected ${id}.\n`;
  const table = new Table({
    head: ['Time', 'Import', 'Run', 'Page', 'Request', 'Job'],
    style: { head: [], border: [] },
  });
  for (const { at, import: name, runId, page, request, job } of requests) {
    table.push([new Date(at).toISOString(), name, runId, page, request, job ?? '']);
  }
  const lines = rejects.map(
    ({ at, import: name, runId, code, message, index }) =>
      `Rejected by ${name} at ${new Date(at).toISOString()}, run ${runId}${index === 0 ? '' : `, event ${index}`}: ${code}: ${message}\n`,
  );
  return `${requests.length > 0 ? `${table.toString()}\n` : ''}${lines.join('')}`;
}
