import { startWebHookSink } from '../../sandbox/web-hook-sink';
import { checkChannel } from '../../src/cli/check-channel';

test('a web hook is reached, and gets no message; its address is not told', async () => {
  const sink = await startWebHookSink('0123456789abcdef');
  const channel = { type: 'webhook', url: sink.url('/canary-path'), format: 'json' } as const;
  try {
    expect(await checkChannel('events', channel)).toEqual({
      outcome: 'ok',
      message: 'the host of its web hook answers; it is sent json, without a signature',
    });
    expect(await checkChannel('events', { ...channel, format: 'slack' })).toMatchObject({
      message: 'the host of its web hook answers; it is sent slack',
    });
    expect(sink.messages).toEqual([]);
  } finally {
    await sink.stop();
  }
  await expect(checkChannel('events', channel)).rejects.toMatchObject({
    code: 'destination-unavailable',
    message: 'The web hook of the channel events cannot be reached (ECONNREFUSED).',
  });
});

test('an e-mail goes out by a connection, which is tried by itself', async () => {
  const channel = { type: 'email', connection: 'mail', to: ['ops@example.com'] } as const;
  expect(await checkChannel('ops', { ...channel, to: [...channel.to] })).toEqual({
    outcome: 'ok',
    message: 'goes out by the connection mail',
  });
});
