import { cancellationSignal } from '@temporalio/activity';
import { namedFields } from '../config';
import { openOdp } from '../connectors/odp';
import { LongshoreError } from '../contract/failure';
import type { Note } from '../contract/step';
import { unknownFields } from '../contract/unknown-fields';
import { connectionOf } from './connection-of';
import { resolveFiles } from './resolve-import';
import type { WorkerContext } from './worker-context';

export interface CheckDestinationRequest {
  readonly import: string;
  readonly fingerprint: Readonly<Record<string, string>>;
}

export interface CheckDestinationResult {
  /** Type of each field that may be written; empty where the key may not read schemas. */
  readonly types: Readonly<Record<string, string>>;
  readonly notes: readonly Note[];
}

/**
 * Reads the object's schema before the first batch: ODP may drop fields that it does not know without a word.
 * Throws `unknown-field` with the nearest name, `destination-not-found`, `destination-auth`.
 */
export async function checkDestination(
  context: WorkerContext,
  request: CheckDestinationRequest,
): Promise<CheckDestinationResult> {
  const { config, settings } = resolveFiles(context, request);
  const fields = await openOdp(connectionOf(config, settings.destination, 'odp')).readFields(
    settings.object,
    cancellationSignal(),
  );
  if (fields === 'not-permitted') {
    const text = `The key may not read schemas: whether ${settings.object} has the mapped fields is not known, and ODP may drop those it lacks`;
    return { types: {}, notes: [{ level: 'warn', text }] };
  }
  const unknown = unknownFields(namedFields(settings), fields);
  if (unknown.length > 0) {
    const named = unknown.map(({ field, nearest }) => (nearest ? `${field} (did you mean ${nearest}?)` : field));
    throw new LongshoreError('unknown-field', `${settings.object} has no field ${named.join(', ')}`);
  }
  // Which ones a function will make is not known: it may be any.
  const mapped = settings.mapping ? fields : fields.filter(({ name }) => Object.hasOwn(settings.fields, name));
  const primary = fields.find((field) => field.primary === true);
  const notes: Note[] = [];
  if (primary && primary.name !== settings.key) {
    notes.push({
      level: 'warn',
      text: `The key of ${settings.object} is ${primary.name}, but key: names ${settings.key}`,
    });
  }
  return { types: Object.fromEntries(mapped.map((field) => [field.name, field.type])), notes };
}
