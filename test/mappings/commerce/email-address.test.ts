import { isEmailAddress } from '../../../src/mappings/commerce/email-address';

test.each([
  'a@b.co',
  'first.last+tag@sub.example.com',
  "o'brien_%&-!#$*/=?^`{|}~@example.com",
  'x@xn--bcher-kva.example',
  'jürgen@bücher.example',
  '用户@例子.广告',
  `${'a'.repeat(64)}@example.com`,
  `a@${'b'.repeat(63)}.com`,
  '1@2.3m',
  `${'a'.repeat(64)}@${'b.'.repeat(93)}com`,
])('%s', (address) => {
  expect(isEmailAddress(address)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['no @', 'example.com'],
  ['two @', 'a@b@example.com'],
  ['nothing before the @', '@example.com'],
  ['nothing behind it', 'a@'],
  ['a domain without a dot', 'a@localhost'],
  ['an address of a machine', 'a@127.0.0.1'],
  ['blanks', 'a b@example.com'],
  ['a blank before it', ' a@example.com'],
  ['a line break behind it', 'a@example.com\n'],
  ['a dot first', '.a@example.com'],
  ['a dot last', 'a.@example.com'],
  ['two dots', 'a..b@example.com'],
  ['two dots in the domain', 'a@example..com'],
  ['a hyphen at the edge of a label', 'a@-example.com'],
  ['a name beside it', 'A <a@example.com>'],
  ['quotes', '"a"@example.com'],
  ['two addresses', 'a@example.com,b@example.com'],
  ['65 characters before the @', `${'a'.repeat(65)}@example.com`],
  ['a label of 64', `a@${'b'.repeat(64)}.com`],
  ['one of 255 characters', `${'a'.repeat(64)}@${'b.'.repeat(93)}shop`],
])('%s is none', (_, address) => {
  expect(isEmailAddress(address)).toBe(false);
});

test('a long text is told quickly', () => {
  const started = performance.now();
  for (const text of ['a'.repeat(1e6), `a@${'b'.repeat(250)}`, `a@${'b-'.repeat(120)}`, `a@${'b.'.repeat(120)}!`]) {
    expect(isEmailAddress(text)).toBe(false);
  }
  expect(performance.now() - started).toBeLessThan(1_000);
});
