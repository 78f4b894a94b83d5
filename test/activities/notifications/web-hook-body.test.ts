import { z } from 'zod';
import { mailText } from '../../../src/activities/notifications/mail-text';
import { messageOf } from '../../../src/activities/notifications/message-of';
import { webHookBody } from '../../../src/activities/notifications/web-hook-body';
import type { NotifyInput } from '../../../src/contract/notification';

const input: NotifyInput = {
  channel: 'chat',
  notification: {
    event: 'failed',
    key: 'failed/r-1',
    job: { kind: 'import', name: 'offline-stores', title: 'Stores <b>&[x](y)' },
    run: { workflowId: 'import/offline-stores', runId: 'r-1' },
    at: '2026-01-31T06:00:00.000Z',
    text: `It has failed: <!channel> *${'x'.repeat(4_000)}*`,
    counts: { read: 10, delivered: 9, rejected: 1, skipped: 0, pending: 0 },
    failure: { code: 'empty-file', message: 'It is so', remedy: 'Mend it.' },
  },
};
const link = 'https://temporal.example.com/namespaces/default/workflows/import%2Foffline-stores/r-1/history';
const message = messageOf(input.notification, { webUi: 'https://temporal.example.com/', namespace: 'default' });
const body = (format: 'json' | 'slack' | 'teams', told = message): unknown =>
  JSON.parse(webHookBody(format, input, told));

// What Slack refuses with invalid_blocks: https://docs.slack.dev/reference/block-kit/blocks
const mrkdwn = (most: number) => z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most) });
const slack = z.strictObject({
  text: z.string().min(1).max(40_000),
  blocks: z
    .array(
      z.union([
        z.strictObject({ type: z.literal('section'), text: mrkdwn(3_000) }),
        z.strictObject({ type: z.literal('section'), fields: z.array(mrkdwn(2_000)).min(1).max(10) }),
      ]),
    )
    .max(50),
});

// A card as a workflow of Teams posts it: https://adaptivecards.io/explorer
const teams = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      content: z.strictObject({
        $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
        type: z.literal('AdaptiveCard'),
        version: z.literal('1.4'),
        body: z.array(
          z.discriminatedUnion('type', [
            z.strictObject({
              type: z.literal('TextBlock'),
              text: z.string().min(1),
              weight: z.enum(['Bolder']).optional(),
              size: z.enum(['Medium']).optional(),
              wrap: z.boolean(),
            }),
            z.strictObject({
              type: z.literal('FactSet'),
              facts: z.array(z.strictObject({ title: z.string(), value: z.string() })).min(1),
            }),
          ]),
        ),
        actions: z
          .array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url() }))
          .optional(),
      }),
    }),
  ]),
});

test('Slack takes it, and nothing in it calls people or is markup', () => {
  const { text, blocks } = slack.parse(body('slack'));
  expect(text).toBe('Stores &lt;b&gt;&amp;[x](y): failed');
  const all = JSON.stringify(blocks);
  expect(all).toContain('&lt;!channel&gt;');
  expect(all).not.toContain('<!channel>');
  expect(blocks.at(-1)).toEqual({ type: 'section', text: { type: 'mrkdwn', text: `<${link}|Open in Temporal>` } });
});

test('Teams takes it, and no text in it is a link', () => {
  const [{ content }] = teams.parse(body('teams')).attachments;
  expect(content.body[0]).toMatchObject({ text: 'Stores <b>&\\[x\\](y): failed' });
  expect(content.actions).toEqual([{ type: 'Action.OpenUrl', title: 'Open in Temporal', url: link }]);
});

test('without an address of the Web UI there is no link, and both are still right', () => {
  const plain = messageOf(input.notification, { webUi: undefined, namespace: 'default' });
  expect(slack.parse(body('slack', plain)).blocks).toHaveLength(2);
  expect(teams.parse(body('teams', plain)).attachments[0].content.actions).toBeUndefined();
});

test('JSON has all of it, under the key of this channel', () => {
  expect(body('json')).toEqual({
    ...input.notification,
    key: 'failed/r-1/chat',
    subject: 'Stores <b>&[x](y): failed',
    link,
  });
});

test('an e-mail is text', () => {
  const text = mailText({ subject: 's', text: 'It has failed.', facts: [{ name: 'Code', value: 'empty-file' }], link });
  expect(text).toBe(`It has failed.\n\nCode: empty-file\n\n${link}\n`);
});

test('a test has neither job nor run', () => {
  const { job: _, run: __, counts: ___, failure: ____, ...rest } = input.notification;
  const told = messageOf(
    { ...rest, event: 'test', text: 'It works.' },
    { webUi: 'http://localhost:8233', namespace: 'n' },
  );
  expect(told).toEqual({
    subject: 'Longshore: a test of this channel',
    text: 'It works.',
    facts: [{ name: 'At', value: rest.at }],
  });
  slack.parse(body('slack', told));
  teams.parse(body('teams', told));
});
