import { asE164 } from '../../../src/mappings/commerce/phone-number';

test.each([
  ['a number of the country', '030 901820', 'DE', '+4930901820'],
  ['one with brackets, slashes and hyphens', '(030) 90/18-20', 'DE', '+4930901820'],
  ['one with a country code', '+49 30 901820', undefined, '+4930901820'],
  ['one with the country code of another country', '+44 20 7946 0018', 'DE', '+442079460018'],
  ['one with the international prefix of its country', '0049 30 901820', 'DE', '+4930901820'],
  ['one of the United States', '(212) 555-2368', 'US', '+12125552368'],
  ['one with an extension, which is dropped', '+1 212 555 2368 ext. 12', 'US', '+12125552368'],
  ['one in other digits', '٠٣٠ ٩٠١٨٢٠', 'DE', '+4930901820'],
])('%s', (_, written, country, expected) => {
  expect(asE164(written, country)).toBe(expected);
});

test.each([
  ['no number', 'n/a', 'DE'],
  ['nothing', '', 'DE'],
  ['a note with a number in it', 'call +49 30 901820 after six', 'DE'],
  ['a number of no country', '030 901820', undefined],
  ['a number of a country that has no numbers', '030 901820', 'XX'],
  ['a country in lower case', '030 901820', 'de'],
  ['one that is too short', '+49 1', 'DE'],
  ['one that is too long', '+49 30 901820 901820 901820', 'DE'],
  ['one that no plan has', '+1 111 111 1111', 'US'],
  ['a megabyte', '1'.repeat(1e6), 'US'],
])('%s is none', (_, written, country) => {
  expect(asE164(written, country)).toBeUndefined();
});
