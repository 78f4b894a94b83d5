/** All payloads of a history, in bytes each, wherever in its events they stand. */
export function payloadsOf(value: unknown): Uint8Array[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const data = 'data' in value && value.data instanceof Uint8Array ? [value.data] : [];
  return [...data, ...Object.values(value).flatMap(payloadsOf)];
}

export function largestPayload(history: unknown): number {
  return Math.max(0, ...payloadsOf(history).map((payload) => payload.length));
}
