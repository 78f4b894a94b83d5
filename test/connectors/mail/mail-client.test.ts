import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSelfSignedCertificate } from '../../../sandbox/self-signed-certificate';
import { type SmtpFault, type SmtpStandIn, startSmtpStandIn } from '../../../sandbox/smtp-stand-in';
import { type Mail, openMail } from '../../../src/connectors/mail';

const password = 'canary-mail-password';
const user = { name: 'longshore', password };
const never = new AbortController().signal;
const mail: Mail = {
  from: 'sender@example.com',
  to: 'canary-recipient@example.com',
  subject: 'All articles',
  text: 'Attached.\n',
  messageId: 'article-query.1@example.com',
  attachment: {
    name: 'articles.csv',
    type: 'text/csv; charset=utf-8',
    content: Buffer.from('id,heading\r\n1,Zoë\r\n'),
  },
};

let standIn: SmtpStandIn;
beforeAll(async () => {
  standIn = await startSmtpStandIn({ user });
});
afterAll(() => standIn.stop());

const client = (more: { host?: string; port?: number; password?: string } = {}) =>
  openMail({ host: standIn.host, port: standIn.port, secure: false, user: user.name, password, ...more });
const met = (...faults: SmtpFault[]) => {
  standIn.addFault(...faults);
  return client().send(mail, never);
};

test('a mail arrives as it was sent, byte for byte', async () => {
  expect(await client().send(mail, never)).toEqual({ kind: 'accepted' });
  expect(standIn.mails.at(-1)).toEqual({
    messageId: '<article-query.1@example.com>',
    from: mail.from,
    recipients: [mail.to],
    subject: mail.subject,
    text: mail.text,
    attachments: [{ name: 'articles.csv', type: 'text/csv', text: 'id,heading\r\n1,Zoë\r\n' }],
  });
});

test.each([
  ['connect', 421],
  ['mail', 451],
  ['rcpt', 450],
  ['data', 452],
] as const)('a server that is busy at %s is one to try later', async (at, status) => {
  const before = standIn.mails.length;
  expect(await met({ kind: 'answer', at, status })).toMatchObject({
    kind: 'busy',
    error: {
      code: 'destination-unavailable',
      message: `The mail server 127.0.0.1:${standIn.port} asks to be tried later (${status}).`,
    },
  });
  expect(standIn.mails).toHaveLength(before);
});

test('a recipient that is refused is an outcome of its own, and its address is not told', async () => {
  const outcome = await met({ kind: 'answer', at: 'rcpt', status: 550 });
  expect(outcome).toMatchObject({
    kind: 'recipient-refused',
    error: {
      code: 'destination-refused',
      message: `The mail server 127.0.0.1:${standIn.port} refused the recipient (550).`,
    },
  });
  expect(JSON.stringify(outcome)).not.toContain('canary');
  expect(outcome).not.toHaveProperty('error.cause');
});

test('a refused sender and a refused mail are failures that no repeat mends', async () => {
  const refused = (what: string) => ({
    code: 'destination-refused',
    retryable: false,
    message: expect.stringContaining(what),
  });
  await expect(met({ kind: 'answer', at: 'mail', status: 553 })).rejects.toMatchObject(
    refused('refused the sender (553)'),
  );
  await expect(met({ kind: 'answer', at: 'data', status: 554 })).rejects.toMatchObject(
    refused('refused the mail (554)'),
  );
});

test('a connection that breaks at the end leaves it open whether the mail was taken', async () => {
  const before = standIn.mails.length;
  expect(await met({ kind: 'disconnect', taken: false })).toMatchObject({ kind: 'busy' });
  expect(standIn.mails).toHaveLength(before);
  expect(await met({ kind: 'disconnect', taken: true })).toMatchObject({ kind: 'busy' });
  expect(await client().send(mail, never)).toEqual({ kind: 'accepted' });
  const [first, second] = standIn.mails.slice(before);
  expect(second?.messageId).toBe(first?.messageId);
});

test('a cancel ends a mail that is not answered', async () => {
  standIn.addFault({ kind: 'hang' });
  const cancel = new AbortController();
  const sending = client().send(mail, cancel.signal);
  setTimeout(() => cancel.abort(), 100);
  await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
});

test('check tries the credentials', async () => {
  await client().check();
  const refused = client({ password: 'canary-wrong' }).check();
  await expect(refused).rejects.toMatchObject({
    code: 'destination-auth',
    message: `The mail server 127.0.0.1:${standIn.port} refused the credentials.`,
  });
  await expect(client({ port: 9 }).check()).rejects.toMatchObject({
    code: 'destination-unavailable',
    message: 'The mail server 127.0.0.1:9 does not answer (ECONNREFUSED).',
  });
});

test('a password goes to another machine in TLS alone, and to no server whose certificate nobody vouches for', async () => {
  const before = standIn.mails.length;
  // Another name of this machine, which is not taken for one.
  await expect(client({ host: '127.1' }).send(mail, never)).rejects.toMatchObject({
    code: 'destination-refused',
    message: `The mail server 127.1:${standIn.port} does not offer TLS (500).`,
  });
  expect(standIn.mails).toHaveLength(before);

  const { key, cert } = writeSelfSignedCertificate(mkdtempSync(join(tmpdir(), 'longshore-mail-')));
  const secured = await startSmtpStandIn({
    user,
    tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') },
  });
  try {
    expect(await client({ port: secured.port }).send(mail, never)).toMatchObject({
      kind: 'busy',
      error: {
        message: `The mail server 127.0.0.1:${secured.port} does not answer (DEPTH_ZERO_SELF_SIGNED_CERT).`,
        remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      },
    });
    expect(secured.mails).toHaveLength(0);
  } finally {
    await secured.stop();
  }
});
