import { z } from 'zod';
import { parseInput } from './parse-input';

/** What a stand-in is made of that can be told to fail and to be otherwise. */
export interface Switched<Fault, Change> {
  readonly faults: { add(fault: Fault): void; clear(): void };
  change(change: Change): void;
}

/**
 * Works the control calls that are those of each such stand-in: POST /faults with one or several, DELETE /faults and POST
 * /options. False for another call.
 */
export function switchCall<Fault, Change>(
  state: Switched<Fault, Change>,
  schemas: { readonly fault: z.ZodType<Fault>; readonly change: z.ZodType<Change> },
  call: string,
  body: unknown,
): boolean {
  if (call === 'POST /faults') {
    const faults = parseInput(
      z.union([schemas.fault.transform((fault) => [fault]), z.array(schemas.fault)]),
      body,
      'faults',
    );
    for (const fault of faults) state.faults.add(fault);
    return true;
  }
  if (call === 'DELETE /faults') {
    state.faults.clear();
    return true;
  }
  if (call !== 'POST /options') return false;
  state.change(parseInput(schemas.change, body, 'options'));
  return true;
}
