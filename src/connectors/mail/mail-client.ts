import { createTransport } from 'nodemailer';
import { abortError } from '../abort-error';
import { type MailFault, mailFailure } from './mail-failure';
import type { SendOutcome } from './send-outcome';
import type { MailSettings } from './settings';

export interface Mail {
  readonly from: string;
  /** One address or several. */
  readonly to: string | readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Without its angle brackets. The same for the same mail, so that one that came twice can be told. */
  readonly messageId: string;
  readonly attachment?: { readonly name: string; readonly type: string; readonly content: Buffer };
}

/** Servers that look a sender up, or hold spam back, greet and answer late; RFC 5321 allows them minutes for the latter. */
const timeouts = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 30_000,
  socketTimeout: 120_000,
  // A mail that is given up must not go on: half of one is dropped by the server.
  socketCloseTimeout: 0,
};

/** Opens no connection yet. */
export function openMail(settings: MailSettings): MailClient {
  return new MailClient(settings);
}

/** Hands mails to one SMTP server, each over a connection of its own. */
export class MailClient {
  readonly #transport: ReturnType<typeof createTransport>;
  readonly #where: string;

  constructor({ host, port, secure, user, password }: MailSettings) {
    this.#where = `The mail server ${host}:${port}`;
    this.#transport = createTransport({
      host,
      port,
      secure,
      // A password crosses a network in TLS or not at all.
      requireTLS: !secure && user !== undefined && !isThisMachine(host),
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      ...timeouts,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /**
   * Sends a mail. One to several is accepted where the server has taken it for one of them. Throws what no repeat can mend (`destination-auth`, `destination-refused`) and the signal's AbortError.
   * An exactly-once delivery is not to be had by SMTP: where the connection breaks before the server's last word, nobody
   * knows whether it has taken the mail. A repeat has the same Message-ID.
   */
  async send(mail: Mail, signal: AbortSignal): Promise<SendOutcome> {
    const { attachment, messageId, to, ...others } = mail;
    const attached = attachment ? [attachment] : [];
    try {
      const { rejected } = await this.#transport.sendMail({
        ...others,
        to: typeof to === 'string' ? to : [...to],
        messageId: `<${messageId}>`,
        attachments: attached.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
        signal,
      });
      return rejected.length > 0 ? { kind: 'accepted', refused: rejected.length } : { kind: 'accepted' };
    } catch (thrown) {
      if (signal.aborted) throw abortError(signal);
      const fault = faultOf(thrown);
      const error = mailFailure(fault, this.#where);
      if (error.retryable) return { kind: 'busy', error };
      if (fault.command === 'RCPT TO') return { kind: 'recipient-refused', error };
      throw error;
    }
  }

  /** Tries the server for real, credentials included; no mail is sent. Throws as `send`, and what is busy as an error. */
  async check(): Promise<void> {
    try {
      await this.#transport.verify();
    } catch (thrown) {
      throw mailFailure(faultOf(thrown), this.#where);
    }
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function faultOf(thrown: unknown): MailFault {
  const told: Readonly<Record<string, unknown>> = Object(thrown);
  const word = (value: unknown) => (typeof value === 'string' && /^[\w ]{1,40}$/.test(value) ? value : undefined);
  return {
    code: word(told.code),
    status: typeof told.responseCode === 'number' ? told.responseCode : undefined,
    command: word(told.command),
    network: word(told.originalCode),
  };
}
