import { compileProductUrl } from '../../../src/mappings/commerce/product-url';

const parts = { productSlug: 'red-shirt', productId: 'p1', sku: 'A/1 ü', locale: 'en-US' };

test.each([
  ['https://shop.example/{{productSlug}}', 'https://shop.example/red-shirt'],
  ['https://shop.example/{{locale}}/{{productId}}', 'https://shop.example/en-US/p1'],
  ['{{productSlug}}?a={{productSlug}}', 'red-shirt?a=red-shirt'],
  ['https://shop.example/?sku={{sku}}', 'https://shop.example/?sku=A%2F1%20%C3%BC'],
  ['https://shop.example/', 'https://shop.example/'],
])('%s', (template, expected) => {
  expect(compileProductUrl(template)(parts)).toBe(expected);
});

test('what is put in is not read again', () => {
  expect(compileProductUrl('{{productSlug}}')({ ...parts, productSlug: "$&$'{{sku}}" })).toBe(
    "%24%26%24'%7B%7Bsku%7D%7D",
  );
});

test('without a template there is none', () => {
  expect(compileProductUrl(undefined)(parts)).toBeUndefined();
});
