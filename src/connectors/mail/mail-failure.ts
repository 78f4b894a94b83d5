import { LongshoreError } from '../../contract/failure';

/** What nodemailer tells of a failure, without its texts: they hold addresses, and what the server said of them. */
export interface MailFault {
  readonly code: string | undefined;
  /** Status of SMTP, where the server answered. */
  readonly status: number | undefined;
  readonly command: string | undefined;
  /** The code of the socket's own error. */
  readonly network: string | undefined;
}

const tlsRemedy =
  'Check secure and port of the connection: true for 465, false for 587. A password is sent in TLS alone; the authority ' +
  'of a network is given to Node by NODE_EXTRA_CA_CERTS=<file>.';

/** Causes that are more often a wrong setting than a server that is away. */
const remedies: Readonly<Record<string, string>> = {
  ETLS: tlsRemedy,
  EDNS: 'Check host of the connection, and that this machine can look names up.',
  ENOTFOUND: 'Check host of the connection, and that this machine can look names up.',
  ECONNREFUSED: 'Check host and port of the connection.',
};

/**
 * The failure that a fault means. The fault's error is never kept as a cause: mails hang on it.
 *
 * @param where the mail server and its port, as messages name it
 */
export function mailFailure({ code, status, command = '', network }: MailFault, where: string): LongshoreError {
  if (status !== undefined && status >= 500 && status !== 503) return refusal(status, command, where);
  if (status !== undefined && status >= 400) {
    return new LongshoreError('destination-unavailable', `${where} asks to be tried later (${status}).`);
  }
  if (code === 'EAUTH' || code === 'ENOAUTH') return refusedCredentials(where);
  // Without an answer from the server nodemailer has found the mail too large for what the server had said it takes.
  if (code === 'EMESSAGE' || code === 'EENVELOPE') {
    return new LongshoreError('destination-refused', `${where} takes no mail of this size.`);
  }
  const why = network ?? code;
  const remedy = why === undefined ? undefined : /CERT|SIGNATURE/.test(why) ? tlsRemedy : remedies[why];
  const named = why === undefined ? '' : ` (${why})`;
  return new LongshoreError('destination-unavailable', `${where} does not answer${named}.`, remedy ? { remedy } : {});
}

function refusal(status: number, command: string, where: string): LongshoreError {
  if (command.startsWith('AUTH') || status === 534 || status === 535) return refusedCredentials(where);
  if (status === 530) {
    return new LongshoreError('destination-auth', `${where} takes no mail without credentials (530).`, {
      remedy: 'Give the connection user and password.',
    });
  }
  if (command === 'STARTTLS') {
    return new LongshoreError('destination-refused', `${where} does not offer TLS (${status}).`, {
      remedy: tlsRemedy,
    });
  }
  if (command.startsWith('RCPT')) {
    return new LongshoreError('destination-refused', `${where} refused the recipient (${status}).`, {
      remedy: 'Check the address that the mail is for, and whether the server may send to it.',
    });
  }
  if (command.startsWith('MAIL')) {
    return new LongshoreError('destination-refused', `${where} refused the sender (${status}).`, {
      remedy: 'Check who the mail is from: the server lets only some addresses send.',
    });
  }
  return new LongshoreError('destination-refused', `${where} refused the mail (${status}).`, {
    remedy: 'See the log of the mail server: it may be too large, or held for spam.',
  });
}

function refusedCredentials(where: string): LongshoreError {
  return new LongshoreError('destination-auth', `${where} refused the credentials.`, {
    remedy: 'Check user and password of the connection.',
  });
}
