import { connect } from 'node:net';

/** True when somebody takes connections at the port, of this machine's loopback address unless another is given. */
export function isAnswered(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const caller = connect(port, host);
    caller.on('connect', () => {
      caller.destroy();
      resolve(true);
    });
    caller.on('error', () => resolve(false));
  });
}
