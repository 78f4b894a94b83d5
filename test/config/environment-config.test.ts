import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint, loadConfig } from '../../src/config';

const before = process.cwd();
let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'longshore-config-')));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** What the replaced server was started with. */
const old: NodeJS.ProcessEnv = {
  CT_API_URL: 'https://api.europe-west1.gcp.commercetools.com',
  CT_AUTH_URL: 'https://auth.europe-west1.gcp.commercetools.com',
  CT_PROJECT_ID: 'my-shop',
  CT_SCOPE: 'view_customers:my-shop',
  CT_API_CLIENT: '{"clientId":"c","secret":"canary-s3cr3t"}',
  KLAVIYO_AUTH_KEY: 'pk_canary',
};

test('the environment alone makes the four imports with their defaults, and the deletions', () => {
  const config = loadConfig({ env: old });
  const types = Object.fromEntries(Object.entries(config.imports).map(([name, { type }]) => [name, type]));
  expect(types).toEqual({
    customers: 'commerce-customers',
    orders: 'commerce-orders',
    categories: 'commerce-categories',
    products: 'commerce-products',
    'delete-categories': 'catalog-deletion',
    'delete-products': 'catalog-deletion',
  });
  expect(config.imports.customers).toMatchObject({ incremental: false, lanes: 4, maxRejects: 1_000 });
  expect(config.imports.products).toMatchObject({ preferredCurrency: undefined, productUrlTemplate: undefined });
  expect(config.connections.shop).toMatchObject({ projectKey: 'my-shop', client: { secret: 'canary-s3cr3t' } });
  expect(config).toMatchObject({ folder, ofEnvironment: true, storage: { path: join(folder, '.longshore') } });
});

test('its optional variables, and its other names, are heard', () => {
  const { CT_SCOPE, ...rest } = old;
  const config = loadConfig({
    env: {
      ...{ ...rest, CT_SCOPES: 'view_orders:my-shop', PREFERRED_LOCALE: 'en_US', PREFERRED_CURRENCY: 'EUR' },
      ...{ PRODUCT_URL_TEMPLATE: 'https://shop.example/{{productSlug}}', KLAVIYO_BASE_URL: 'http://127.0.0.1:9' },
    },
  });
  expect(config.imports.products).toMatchObject({
    preferredLocale: 'en-US',
    preferredCurrency: 'EUR',
    productUrlTemplate: 'https://shop.example/{{productSlug}}',
  });
  expect(config.connections).toMatchObject({
    shop: { scope: 'view_orders:my-shop' },
    klaviyo: { baseUrl: 'http://127.0.0.1:9' },
  });
  const both = loadConfig({ env: { ...old, CT_SCOPES: 'view_orders:my-shop' } });
  expect(both.connections.shop).toMatchObject({ scope: CT_SCOPE });
});

test('a .env in the folder is as good, and every process comes to the same fingerprints', () => {
  const ofVariables = loadConfig({ env: old });
  writeFileSync(
    join(folder, '.env'),
    Object.entries(old)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(''),
  );
  const ofFile = loadConfig({ env: {} });
  for (const name of Object.keys(ofVariables.imports)) {
    expect(fingerprint(ofFile, name)).toEqual(fingerprint(ofVariables, name));
    expect(JSON.stringify(fingerprint(ofFile, name))).not.toContain('canary');
  }
  expect(ofFile.connections).toEqual(ofVariables.connections);
});

test('all variables that are missing are named, and none has its value told', () => {
  const load = () => loadConfig({ env: { CT_PROJECT_ID: 'my-shop', CT_API_CLIENT: 'canary' } });
  expect(load).toThrow(expect.objectContaining({ code: 'config-missing-variable' }));
  for (const name of ['CT_API_URL', 'CT_AUTH_URL', 'CT_SCOPE', 'KLAVIYO_AUTH_KEY']) {
    expect(load).toThrow(`\${${name}} is not set`);
  }
  expect(load).not.toThrow(/canary/);
});

test('a file counts alone, and so does one that is named and not there', () => {
  expect(() => loadConfig({ env: old, path: join(folder, 'longshore.yaml') })).toThrow(/There is no/);
  expect(() => loadConfig({ env: { KLAVIYO_AUTH_KEY: 'pk' } })).toThrow(/There is no .*longshore\.yaml/);
  writeFileSync(join(folder, 'longshore.yaml'), 'imports: {}\n');
  expect(loadConfig({ env: old })).toMatchObject({ imports: {}, ofEnvironment: false });
  expect(() => loadConfig({ env: { ...old, PREFERRED_CURRENCY: 'euro' }, path: 'no.yaml' })).toThrow(/There is no/);
});
