import type { ChannelConfig } from '../config';
import { reachWebHook } from '../connectors/web-hook';
import { type Finding, ok } from './check-finding';

/** Looks at a channel and sends nothing: what it takes, `longshore notify test` shows. Throws a LongshoreError. */
export async function checkChannel(name: string, channel: ChannelConfig): Promise<Finding> {
  if (channel.type === 'email') return ok(`goes out by the connection ${channel.connection}`);
  await reachWebHook(channel.url, `The web hook of the channel ${name}`, AbortSignal.timeout(10_000));
  const signed = channel.format !== 'json' || channel.secret !== undefined ? '' : ', without a signature';
  return ok(`the host of its web hook answers; it is sent ${channel.format}${signed}`);
}
