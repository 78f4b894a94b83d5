import { activityInfo, log } from '@temporalio/activity';
import type { Config, EmailChannel, WebHookChannel } from '../../config';
import { openMail } from '../../connectors/mail';
import { postWebHook } from '../../connectors/web-hook';
import { LongshoreError } from '../../contract/failure';
import { idempotencyKey, type NotifyInput, type Sent } from '../../contract/notification';
import { mailText } from './mail-text';
import { type Message, messageOf } from './message-of';
import { webHookBody } from './web-hook-body';

/**
 * Sends one notification by one channel, as longshore.yaml has it now. Throws what the channel's connector throws, and
 * `unknown-channel` where it is there no more.
 */
export async function sendNotification(config: Config, input: NotifyInput, signal: AbortSignal): Promise<Sent> {
  const channel = config.notifications.channels[input.channel];
  if (!channel) {
    throw new LongshoreError('unknown-channel', `The channel ${input.channel} is not in longshore.yaml`);
  }
  const message = messageOf(input.notification, { webUi: config.webUi, namespace: activityInfo().namespace });
  if (channel.type === 'webhook') return postTo(channel, { input, message, signal });
  return mailTo(config, channel, { input, message, signal });
}

interface Sending {
  readonly input: NotifyInput;
  readonly message: Message;
  readonly signal: AbortSignal;
}

async function postTo({ url, format, secret }: WebHookChannel, { input, message, signal }: Sending): Promise<Sent> {
  await postWebHook({
    url,
    where: `The web hook of the channel ${input.channel}`,
    body: webHookBody(format, input, message),
    idempotencyKey: idempotencyKey(input),
    secret,
    signal,
  });
  return { refusedRecipients: 0 };
}

async function mailTo(config: Config, channel: EmailChannel, { input, message, signal }: Sending): Promise<Sent> {
  const connection = config.connections[channel.connection];
  const from = channel.from ?? (connection?.type === 'smtp' ? connection.from : undefined);
  if (connection?.type !== 'smtp' || from === undefined) {
    throw new LongshoreError('config-invalid', `The channel ${input.channel} has no mail server, or nobody who sends`);
  }
  const outcome = await openMail(connection).send(
    {
      from,
      to: channel.to,
      subject: message.subject,
      text: mailText(message),
      messageId: `${idempotencyKey(input).replaceAll('/', '.')}@${from.slice(from.lastIndexOf('@') + 1)}`,
    },
    signal,
  );
  if (outcome.kind !== 'accepted') throw outcome.error;
  const refusedRecipients = outcome.refused ?? 0;
  if (refusedRecipients > 0) {
    log.warn('The mail server takes no mail for some recipients of a channel', {
      channel: input.channel,
      refusedRecipients,
    });
  }
  return { refusedRecipients };
}
