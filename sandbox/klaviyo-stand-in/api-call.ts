import type { Answer, Problem } from './answer';
import type { FaultPlan } from './fault-script';
import type { JsonObject } from './json';
import type { ListCall } from './list-page';
import type { Operation } from './operation';
import type { StandInState } from './stand-in-state';

/** A request that is let in and whose body is JSON. */
export interface ApiCall extends ListCall {
  readonly state: StandInState;
  readonly operation: Operation;
  /** The id in its path. */
  readonly id: string;
  /** Undefined for a request without a body. */
  readonly body: unknown;
  readonly bodyBytes: number;
  readonly plan: FaultPlan;
  readonly now: number;
}

/** Works one operation. */
export type Handler = (call: ApiCall) => Answer;

/** All that the contract and the published limits find wrong, each place once; the contract's words come first. */
export function allProblems({ state, operation, body }: ApiCall, own: readonly Problem[]): readonly Problem[] {
  const ofContract = state.contract?.problemsOf(operation.id, body) ?? [];
  if (ofContract.length === 0) return own;
  const told = new Set(ofContract.map(({ pointer }) => pointer));
  return [...ofContract, ...own.filter(({ pointer }) => !told.has(pointer))];
}

/** The entries that a fault refuses: those that hold its text, or none by name. */
export function refusedByScript(
  { plan: { refusal } }: ApiCall,
  place: string,
  entries: readonly unknown[],
): readonly Problem[] {
  if (refusal === undefined) return [];
  const unnamed = { code: 'invalid', detail: 'Something in the request is not valid.', pointer: '/data' };
  if (!refusal.names) return [unnamed];
  return entries.flatMap((entry, index) =>
    JSON.stringify(entry).includes(refusal.body)
      ? [{ code: 'invalid', detail: 'The entry is not valid.', pointer: `${place}/${index}` }]
      : [],
  );
}

/** Only the attributes that `fields[<type>]` names, where it does. */
export function sparse(call: ApiCall, type: string, attributes: JsonObject): JsonObject {
  const fields = call.search.get(`fields[${type}]`)?.split(',');
  return fields === undefined
    ? attributes
    : Object.fromEntries(fields.flatMap((key) => (key in attributes ? [[key, attributes[key]]] : [])));
}
