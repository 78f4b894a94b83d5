import type { FailureCode } from '../contract/failure-codes';

/** Why a record cannot be sent: words that name the field and never its value. */
export interface MappingProblem {
  readonly code: FailureCode;
  readonly message: string;
}
