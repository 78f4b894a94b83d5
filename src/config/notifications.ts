import { z } from 'zod';
import { notificationEvents } from '../contract/notification';
import { duration, sectionName, serviceUrl, share, text, wholeNumber, word } from './settings';

const address = () => z.email({ error: 'must be an e-mail address' });

const emailChannel = z.strictObject({
  type: z.literal('email'),
  connection: text().describe('Name of a connection of type smtp.'),
  to: z
    .union([address().transform((one) => [one]), z.array(address()).min(1)], {
      error: 'must be an e-mail address, or a list of them',
    })
    .describe('Who gets it: one address or several.'),
  from: address().optional().describe('Who sends it; left out, the one of the connection.'),
});

/** What a signature is made with: 16 characters are the least that nobody guesses. */
const signingSecret = z.string().regex(/^[\x21-\x7e]{16,}$/, {
  error: 'must be one word of at least 16 characters, without spaces or line breaks',
});

const webHookChannel = z
  .strictObject({
    type: z.literal('webhook'),
    url: serviceUrl().describe('What is POSTed to. It is a secret where whoever has it may post: "${SLACK_URL}"'),
    format: word('json', 'slack', 'teams').default('json'),
    secret: signingSecret.optional().describe('Signs what is sent in the format json.'),
  })
  .refine(({ format, secret }) => secret === undefined || format === 'json', {
    error: 'is for the format json alone: Slack and Teams look at no signature',
    path: ['secret'],
  });

const channel = z.discriminatedUnion('type', [emailChannel, webHookChannel]);

/** Where notifications go. It holds secrets. */
export type ChannelConfig = z.output<typeof channel>;
export type EmailChannel = Extract<ChannelConfig, { type: 'email' }>;
export type WebHookChannel = Extract<ChannelConfig, { type: 'webhook' }>;

const choices = {
  via: z.array(text()).optional().describe('Names of the channels; left out, all of them.'),
  events: z
    .array(word(...notificationEvents))
    .optional()
    .describe('What is told.'),
  rejectsOver: wholeNumber(0).optional().describe('More rejected records than this are told of.'),
  rejectRateOver: share().optional().describe('A larger share of rejected records is told of.'),
};

/** What is told of one import, courier or batch job, where it differs from what is told of all. */
const jobNotifications = z.strictObject(choices);

/** Who is told of what happens by itself. */
export const notificationsSection = z
  .strictObject({
    channels: z.record(sectionName(), channel).default({}).describe('Where notifications go, by name.'),
    ...choices,
  })
  .prefault({});

export type NotificationsConfig = z.output<typeof notificationsSection>;
export type JobNotifications = z.output<typeof jobNotifications>;

/** Settings of everything that runs by itself; `runtimeAlert` in ms. */
export const alertSettings = {
  notifications: jobNotifications.optional().describe('Who is told of what, where it differs from all others.'),
  runtimeAlert: duration(1_000).optional().describe('A run that works for longer is told of; it goes on.'),
};
