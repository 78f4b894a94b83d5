/** How a command that goes on until it is stopped is told so: `asked` in order, then `hurry` at once. */
export interface DevStop {
  readonly asked: AbortSignal;
  readonly hurry: AbortSignal;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C, a service manager's SIGTERM and a closed terminal; the second one hurries. They stay taken until the process ends. */
export function stopOnSignals(): DevStop {
  const asked = new AbortController();
  const hurry = new AbortController();
  for (const signal of signals) {
    process.on(signal, () => {
      if (asked.signal.aborted) hurry.abort();
      asked.abort();
    });
  }
  return { asked: asked.signal, hurry: hurry.signal };
}
