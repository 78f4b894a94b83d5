import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server of any protocol, until it is told to hold. */
export interface TcpRelay {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** From now on nothing goes through either way, and all connections stay open: a network that has swallowed everything. */
  hold(): void;
  /** From now on nothing that the client sends goes through, and what the server sends still does. */
  holdRequests(): void;
  stop(): Promise<void>;
}

/** Starts a relay on 127.0.0.1 in front of `target`, an address as `127.0.0.1:7233`. */
export async function startTcpRelay(target: string): Promise<TcpRelay> {
  const { hostname, port: targetPort } = new URL(`tcp://${target}`);
  const sockets = new Set<Socket>();
  let [holdsRequests, holdsAnswers] = [false, false];

  const pass = (from: Socket, to: Socket, isHeld: () => boolean): void => {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (!isHeld()) to.write(bytes);
    });
    // A side that has gone away: the other one learns it as well.
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((near) => {
    const far = connect(Number(targetPort), hostname);
    pass(near, far, () => holdsRequests);
    pass(far, near, () => holdsAnswers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    hold: () => {
      holdsRequests = true;
      holdsAnswers = true;
    },
    holdRequests: () => {
      holdsRequests = true;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
