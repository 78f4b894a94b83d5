// `max` holds the number plans, where `min` knows lengths alone: a number that Klaviyo refuses costs its profile, or the
// whole request. The 75 KB more are loaded once.
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A phone number in E.164 (`030 123456` in DE → `+4930123456`), or undefined where it is none. The country, two letters,
 * decides how one without a country code is read; without it only numbers with one are read. Extensions are dropped.
 */
export function asE164(written: string, country: string | undefined): string | undefined {
  const defaultCountry = country !== undefined && isSupportedCountry(country) ? country : undefined;
  // Not extracted from a longer text: a note with a number in it is no number.
  const found = parsePhoneNumberFromString(written, { defaultCountry, extract: false });
  return found?.isValid() ? found.number : undefined;
}
