/** What an aborted call throws: the signal's own reason where it is an AbortError; anything else given as a reason is its cause. */
export function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  if (isAbortError(reason)) return reason;
  return Object.assign(new Error('The operation was aborted', { cause: reason }), { name: 'AbortError' });
}

/** By its name: a DOMException is no Error where the two are of different realms. */
function isAbortError(reason: unknown): reason is Error {
  return typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === 'AbortError';
}
