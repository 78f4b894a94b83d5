import { configFile, goodFile, placeIn } from './config-file';

const { load, refusal } = configFile();

/** The good file with these connections and this end point more. */
const file = (connections: string, endPoint: string) =>
  `${goodFile.replace(/^connections:\n/m, `connections:\n${connections}`)}endPoints:\n  articles: ${endPoint}\n`;
const cms =
  '  cms: { type: content-api, baseUrl: "https://cms.example/api", headers: { authorization: "${CMS_TOKEN}" } }\n';
const post = '  post: { type: smtp, host: mail.example.com, user: "${SMTP_USER:}", password: "${SMTP_PASSWORD:}" }\n';
const query = '{ type: article-query, articles: cms, mail: post, passTimeout: 2m }';
const env = { CMS_TOKEN: 'Bearer canary' };

test('an article query names a content API and a mail server', () => {
  const { connections, endPoints } = load(file(cms + post, query), env);
  expect(connections.cms).toEqual({
    type: 'content-api',
    baseUrl: 'https://cms.example/api',
    headers: { authorization: 'Bearer canary' },
  });
  // Variables that are not set leave the credentials out.
  expect(connections.post).toEqual({ type: 'smtp', host: 'mail.example.com', port: 587, secure: false });
  expect(endPoints.articles).toMatchObject({
    type: 'article-query',
    articles: 'cms',
    mail: 'post',
    passTimeout: 120_000,
  });
});

test('wrong names and values are told with their place', () => {
  const swapped = file(cms + post, '{ type: article-query, articles: post, mail: cms }');
  expect(refusal(swapped, env)?.problems).toEqual([
    `${placeIn(swapped, 'post, mail: cms')}: endPoints.articles.articles: \`post\` is a connection of type smtp, and one of type content-api is needed: there are \`cms\``,
    `${placeIn(swapped, 'cms }')}: endPoints.articles.mail: \`cms\` is a connection of type content-api, and one of type smtp is needed: there are \`post\``,
  ]);
  const half = file(`${cms}  post: { type: smtp, host: mail.example.com, user: me, from: nobody }\n`, query);
  expect(refusal(half, env)?.problems).toEqual([
    `${placeIn(half, '{ type: smtp')}: connections.post must have both user and password, or neither`,
    `${placeIn(half, 'nobody }')}: connections.post.from must be an e-mail address`,
  ]);
});
