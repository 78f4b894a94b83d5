import { configFile, placeIn } from './config-file';

const { load, refusal } = configFile();

const shop = `connections:
  shop:
    type: commercetools
    apiUrl: "\${CT_API_URL}"
    authUrl: "\${CT_AUTH_URL}"
    projectKey: "\${CT_PROJECT_ID}"
    scope: "\${CT_SCOPE}"
    client: "\${CT_API_CLIENT}"
`;
const env = {
  CT_API_URL: 'https://api.europe-west1.gcp.commercetools.com',
  CT_AUTH_URL: 'https://auth.europe-west1.gcp.commercetools.com',
  CT_PROJECT_ID: 'my-shop',
  CT_SCOPE: ' view_customers:my-shop  view_orders:my-shop ',
  CT_API_CLIENT: '{"clientId":"id","secret":"canary-9d2c"}',
};

test('a project of commercetools, with its API client in one variable', () => {
  expect(load(shop, env).connections).toEqual({
    shop: {
      type: 'commercetools',
      apiUrl: env.CT_API_URL,
      authUrl: env.CT_AUTH_URL,
      projectKey: 'my-shop',
      scope: 'view_customers:my-shop view_orders:my-shop',
      client: { clientId: 'id', secret: 'canary-9d2c' },
    },
  });
});

const clientForm = 'must be JSON of the form {"clientId":"…","secret":"…"}';
const plain = 'must hold a host and perhaps a path, and nothing else';

test.each([
  ['CT_API_CLIENT', 'canary-9d2c', clientForm],
  ['CT_API_CLIENT', '{"clientId":"id","secret":"canary-9d2c"', clientForm],
  ['CT_API_CLIENT', '"canary-9d2c"', clientForm],
  ['CT_API_CLIENT', '{"clientId":"id","clientSecret":"canary-9d2c"}', clientForm],
  ['CT_API_CLIENT', '{"clientId":"id","secret":"canary-9d2c","more":1}', clientForm],
  ['CT_API_CLIENT', '{"clientId":"canary-9d2c","secret":""}', clientForm],
  ['CT_API_CLIENT', '{"clientId":"canary-9d2c","secret":5}', clientForm],
  ['CT_API_URL', 'canary-9d2c', 'must be a full address that begins with https:// or http://'],
  ['CT_API_URL', 'https://user:canary-9d2c@api.shop.example', plain],
  ['CT_AUTH_URL', 'https://auth.shop.example?token=canary-9d2c', plain],
  ['CT_PROJECT_ID', 'canary 9d2c', "must be a project's key: 2 to 36 lower-case letters"],
  ['CT_PROJECT_ID', 'canary/9d2c', "must be a project's key: 2 to 36 lower-case letters"],
  ['CT_SCOPE', '  ', 'must not be empty'],
])('%s: %s is told by the name of the variable, and never shown', (name, value, problem) => {
  const refused = refusal(shop, { ...env, [name]: value });
  expect(refused?.problems).toEqual([expect.stringContaining(`${placeIn(shop, `"\${${name}}"`)}: connections.shop.`)]);
  expect(refused?.problems[0]).toContain(`the value of \${${name}} ${problem}`);
  expect(`${refused?.error.stack}${JSON.stringify(refused?.error.report())}`).not.toContain('canary');
});

test('a client that is written as a map is refused with the form that is taken', () => {
  const text = shop.replace('"${CT_API_CLIENT}"', '{ clientId: id, secret: canary-9d2c }');
  expect(refusal(text, env)?.problems).toEqual([expect.stringContaining(`connections.shop.client ${clientForm}`)]);
});
