import { articlesFor, startContentApiStandIn } from '../../sandbox/content-api-stand-in';
import { startSmtpStandIn } from '../../sandbox/smtp-stand-in';
import { checkArticles } from '../../src/cli/check-articles';
import { checkMail } from '../../src/cli/check-mail';

test('a content API is tried with one article, and its credentials with it', async () => {
  const api = await startContentApiStandIn({ articles: articlesFor(10), authorization: 'Bearer canary' });
  const connection = {
    type: 'content-api',
    baseUrl: api.baseUrl,
    headers: { authorization: 'Bearer canary' },
  } as const;
  try {
    expect(await checkArticles(connection)).toEqual({
      outcome: 'ok',
      message: `${new URL(api.baseUrl).host} lists articles`,
    });
    expect(api.requests).toEqual(['/api/articles?status=live&secure=false&fields=id&limit=1']);
    await expect(checkArticles({ ...connection, headers: {} })).rejects.toMatchObject({ code: 'source-auth' });
    await expect(checkArticles({ ...connection, baseUrl: `${api.baseUrl}/other` })).rejects.toMatchObject({
      code: 'source-not-found',
    });
  } finally {
    await api.stop();
  }
});

test('a mail server is greeted and signed in to, and gets no mail', async () => {
  const smtp = await startSmtpStandIn({ user: { name: 'longshore', password: 'canary' } });
  const { host, port } = smtp;
  const connection = { type: 'smtp', host, port, secure: false, user: 'longshore', password: 'canary' } as const;
  try {
    expect(await checkMail(connection)).toMatchObject({
      outcome: 'ok',
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ answers and takes the credentials; /),
    });
    await expect(checkMail({ ...connection, password: 'wrong' })).rejects.toMatchObject({ code: 'destination-auth' });
    expect(smtp.attempts()).toBe(0);
  } finally {
    await smtp.stop();
  }
});
