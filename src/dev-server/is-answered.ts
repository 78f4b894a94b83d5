import { connect } from 'node:net';

/** True when somebody takes connections at the port of the loopback address. */
export function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const caller = connect(port, '127.0.0.1');
    caller.on('connect', () => {
      caller.destroy();
      resolve(true);
    });
    caller.on('error', () => resolve(false));
  });
}
