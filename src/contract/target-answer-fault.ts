/** What is wrong with what a target returned, as the end of a sentence; undefined where it is a `TargetAnswer`. */
export function targetAnswerFault(answer: unknown): string | undefined {
  if (answer === undefined) return 'returned nothing';
  if (answer === null) return 'returned null';
  if (Array.isArray(answer)) return 'returned a list and no object';
  if (typeof answer !== 'object') return `returned a ${typeof answer} and no object`;
  if (!('complete' in answer)) return 'returned an object without `complete`';
  if (typeof answer.complete !== 'boolean') return 'returned a `complete` that is neither true nor false';
  return undefined;
}
