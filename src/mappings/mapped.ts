import type { MappingProblem } from './mapping-problem';
import type { OdpValue } from './odp-value';

/** The object to send with its key, or why the record cannot be sent. */
export type Mapped =
  | { readonly key: string; readonly object: Readonly<Record<string, OdpValue>> }
  | { readonly problem: MappingProblem };

/** As `Mapped`, of a mapping that may leave a record out on purpose. */
export type MappedOrSkipped = Mapped | { readonly skipped: true };
