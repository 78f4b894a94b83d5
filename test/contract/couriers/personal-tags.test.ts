import fc from 'fast-check';
import { isPersonalTag, masked, maskValue } from '../../../src/contract/couriers/personal-tags';

test.each(['email', 'given-name', 'surname', 'phone', 'birthdate', 'gender', 'address', 'city', 'state', 'postal'])(
  '%s is of a person, and so is what is said more exactly',
  (tag) => {
    for (const one of [tag, `${tag}-2`, `${tag}2`, `${tag}/work`, `${tag}-of-delivery`, `fk-${tag}`, `shop/${tag}`]) {
      expect([one, isPersonalTag(one)]).toEqual([one, true]);
    }
  },
);

test.each([
  'fk-visitor',
  'bk',
  'sk',
  'txn-item/quantity',
  'txn-item/discount',
  'pc/product-name',
  'update-dt',
  'statement',
  'emailed',
])('%s is not', (tag) => {
  expect(isPersonalTag(tag)).toBe(false);
});

test('whatever a value is, nothing of it is left but whether there is one', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(maskValue(value)).toBe(value === null || value === undefined ? null : masked);
    }),
  );
});
