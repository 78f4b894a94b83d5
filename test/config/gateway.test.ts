import { configFile } from './config-file';

const { load, refusal } = configFile();
const imports = `connections:
  klaviyo: { type: klaviyo, apiKey: pk_1 }
imports:
  delete-all: { type: catalog-deletion, destination: klaviyo }
`;

test('what a path of the gateway starts is an import of the type that it wants', () => {
  expect(load(imports).gateway).toEqual({ sync: {} });
  expect(load(`${imports}gateway: { sync: { deleteProducts: delete-all } }\n`).gateway.sync).toEqual({
    deleteProducts: 'delete-all',
  });
  expect(refusal(`${imports}gateway: { sync: { products: delete-all } }\n`)?.problems).toEqual([
    '5:30: gateway.sync.products: `delete-all` is no import of type commerce-products of this file: there is none',
  ]);
  expect(refusal(`${imports}gateway: { sync: { deleteProducts: delete-al } }\n`)?.problems).toEqual([
    expect.stringContaining('did you mean `delete-all`?'),
  ]);
  expect(refusal(`${imports}gateway: { sync: { product: delete-all } }\n`)?.problems).toEqual([
    expect.stringContaining('did you mean `products`?'),
  ]);
});
