import { localeOf, localized, requiredText } from '../../../src/mappings/commerce/localized-text';

const text = { fr: 'Chemise', 'en-US': 'Shirt', en: 'Shirt (UK)', de: 'Hemd' };

test.each([
  ['the preferred locale', text, 'en-US', 'Shirt'],
  ['else its language', text, 'de-AT', 'Hemd'],
  ['a language alone', text, 'en', 'Shirt (UK)'],
  ['the language of a locale with a script', { zh: '襯衫', en: 'Shirt' }, 'zh-Hant-TW', '襯衫'],
  ['else the first that there is', text, 'it-IT', 'Chemise'],
  ['no other country of the same language', { fr: 'Chemise', 'de-CH': 'Hemd' }, 'de-AT', 'Chemise'],
  ['without a preferred locale the first', text, undefined, 'Chemise'],
  ['an empty text, where it stands in the preferred locale', { en: 'Shirt', de: '' }, 'de', ''],
  ['no inherited property', { fr: 'Chemise' }, 'constructor', 'Chemise'],
  ['nothing, where there is no text', {}, 'de', ''],
])('%s', (_, texts, preferred, expected) => {
  expect(localized(texts, preferred)).toBe(expected);
});

test('the locale itself', () => {
  expect(localeOf(text, 'de-AT')).toBe('de');
  expect(localeOf({}, 'de')).toBeUndefined();
});

test('a text that is required stands in one locale at least', () => {
  expect(requiredText.safeParse({}).success).toBe(false);
  expect(requiredText.safeParse({ de: '' }).success).toBe(true);
});
