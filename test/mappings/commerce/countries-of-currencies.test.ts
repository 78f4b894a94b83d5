import { countriesOf } from '../../../src/mappings/commerce/countries-of-currencies';

test.each([
  [
    'EUR',
    'AD AT AX BE BL CP CY DE EA EE ES EU FI FR FX GF GP GR IC IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK SM TF VA XK YT ZW',
  ],
  ['USD', 'AC AS BQ DG EC FM GU HT IO MH MP PA PR PW SV TC TL UM US VG VI ZW'],
  ['GBP', 'GB GG GS IM JE TA UK ZW'],
  ['AUD', 'AU CC CX HM KI NF NR TV'],
  ['CHF', 'CH LI'],
  ['JPY', 'JP'],
  ['SEK', 'SE'],
  ['CAD', 'CA'],
  ['PLN', 'PL'],
])('%s is used where it always was', (currency, countries) => {
  expect(countriesOf(currency).join(' ')).toBe(countries);
});

test('a currency that is not in the list has none', () => {
  expect(countriesOf('XXX')).toEqual([]);
  expect(countriesOf('constructor')).toEqual([]);
});
