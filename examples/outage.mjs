/** How often each pass was tried. It lives as long as the worker: an outage in a box. */
const attempts = new Map();

/** Works `endPointParams.passes` passes, the third of which fails `endPointParams.failures` times before it succeeds. */
export function work({ endPointParams, previousResult, idempotencyKey }) {
  const pass = (previousResult?.pass ?? 0) + 1;
  const attempt = (attempts.get(idempotencyKey) ?? 0) + 1;
  attempts.set(idempotencyKey, attempt);
  if (pass === 3 && attempt <= endPointParams.failures) {
    throw new Error(`the report server is down (attempt ${attempt})`);
  }
  attempts.delete(idempotencyKey);
  return {
    complete: pass >= endPointParams.passes,
    progress: { progressPercent: (100 * pass) / endPointParams.passes },
    // Tells that no pass was lost and none came twice.
    accumulate: [pass],
    finalResult: { summary: `Worked ${pass} passes` },
    pass,
  };
}
