import { once } from 'node:events';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type ReceivedMail, readMail } from './received-mail';

/**
 * What goes wrong with one mail.
 *
 * - `answer`: this status at this command: 421 and 450 are busy, 550 is a refusal. At `data` the mail is not taken.
 * - `hang`: no answer to the mail.
 * - `disconnect`: the connection is cut at the end of the mail, with the mail `taken` or not.
 */
export type SmtpFault =
  | { readonly kind: 'answer'; readonly at: 'connect' | 'mail' | 'rcpt' | 'data'; readonly status: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'disconnect'; readonly taken: boolean };

export interface SmtpStandInOptions {
  /** Who is let in; left out, everybody. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Offers STARTTLS, and asks for it before a password. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A running stand-in of a mail server: real SMTP, and every mail is kept, those that come twice too. */
export interface SmtpStandIn {
  readonly host: string;
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** How many mails have come to their end, taken or not. */
  attempts(): number;
  /** Each fault meets one mail, in their order. */
  addFault(...faults: readonly SmtpFault[]): void;
  stop(): Promise<void>;
}

/** Starts a stand-in on a free port of 127.0.0.1. */
export async function startSmtpStandIn({ user, tls }: SmtpStandInOptions = {}): Promise<SmtpStandIn> {
  const mails: ReceivedMail[] = [];
  const faults: SmtpFault[] = [];
  let attempts = 0;
  const sockets = new Map<number, Socket>();

  const refusedAt = (place: string): Error | undefined => {
    const [fault] = faults;
    if (fault?.kind !== 'answer' || fault.at !== place) return undefined;
    faults.shift();
    return Object.assign(new Error('as the fault says'), { responseCode: fault.status });
  };
  const takeMail = async (
    content: Buffer,
    { envelope, remotePort }: SMTPServerSession,
  ): Promise<'answer' | 'silence'> => {
    const [fault] = faults;
    if (fault?.kind === 'hang' || fault?.kind === 'disconnect') faults.shift();
    if (fault?.kind === 'hang') return 'silence';
    if (fault?.kind !== 'disconnect' || fault.taken) {
      mails.push(
        await readMail(
          content,
          envelope.rcptTo.map(({ address }) => address),
        ),
      );
    }
    if (fault?.kind !== 'disconnect') return 'answer';
    sockets.get(remotePort)?.destroy();
    return 'silence';
  };

  const server = new SMTPServer({
    ...tls,
    authOptional: user === undefined,
    disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(user ? [] : ['AUTH'])],
    allowInsecureAuth: tls === undefined,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _, done) =>
      username === user?.name && password === user?.password
        ? done(null, { user: username })
        : done(Object.assign(new Error('wrong'), { responseCode: 535 })),
    onConnect: (_, done) => done(refusedAt('connect')),
    onMailFrom: (_, __, done) => done(refusedAt('mail')),
    onRcptTo: (_, __, done) => done(refusedAt('rcpt')),
    onData: (stream, session, done) => {
      buffer(stream)
        .then(async (content) => {
          attempts += 1;
          const refused = refusedAt('data');
          if (refused) done(refused);
          else if ((await takeMail(content, session)) === 'answer') done(null, 'taken');
        })
        .catch((error: Error) => done(error));
    },
  });
  // A connection that is cut is an error to the server and nothing to a stand-in that cuts it.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mails,
    attempts: () => attempts,
    addFault: (...more) => void faults.push(...more),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
