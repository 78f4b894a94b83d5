import type { MappingProblem } from '../mapping-problem';
import type { CommerceWarning } from './commerce-warning';
import { addressOf, locationOf, type ProfileLocation } from './customer-address';
import { type Address, customerRecord } from './customer-record';
import { isEmailAddress } from './email-address';
import { jsonBytes, klaviyoLimits, tooLarge } from './klaviyo-limits';
import { asE164 } from './phone-number';
import { readSourceRecord } from './read-source-record';
import { compileSelection, type PropertySelection } from './select-properties';
import { withoutUndefined } from './without-undefined';

/** How customers become profiles. */
export interface CustomerMapping {
  readonly customFields: PropertySelection;
}

/** The attributes of a profile as Klaviyo takes them. What the customer lacks is absent, never null: null would clear it. */
export interface ProfileAttributes {
  readonly external_id: string;
  readonly email?: string;
  readonly phone_number?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly organization?: string;
  readonly title?: string;
  readonly location?: ProfileLocation;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** One profile as it stands in requests. */
export interface ProfileEntry {
  readonly type: 'profile';
  readonly attributes: ProfileAttributes;
}

export type MappedCustomer =
  | { readonly profile: ProfileEntry; readonly warnings: readonly CommerceWarning[] }
  | { readonly problem: MappingProblem };

/** Makes the mapping of a customer of commercetools to a profile, once for a step. It is pure and never throws. */
export function compileCustomerMapping(
  mapping: CustomerMapping,
): (record: Readonly<Record<string, unknown>>) => MappedCustomer {
  const select = compileSelection(mapping.customFields);
  return (record) => {
    const read = readSourceRecord(customerRecord, record);
    if ('problem' in read) return read;
    const customer = read.value;
    if (customer.email !== undefined && !isEmailAddress(customer.email)) {
      return { problem: { code: 'email-invalid', message: 'The key email is no e-mail address.' } };
    }
    const address = addressOf(customer);
    const phone = address === undefined ? {} : phoneOf(address);
    const properties = select(customer.custom?.fields ?? {});
    const profile: ProfileEntry = {
      type: 'profile',
      attributes: withoutUndefined({
        external_id: customer.id,
        email: customer.email,
        phone_number: phone.number,
        first_name: customer.firstName,
        last_name: customer.lastName,
        organization: customer.companyName,
        title: customer.title,
        location: address === undefined ? undefined : locationOf(address),
        properties: Object.keys(properties).length === 0 ? undefined : properties,
      }),
    };
    if (jsonBytes(profile) > klaviyoLimits.profileBytes) {
      return { problem: tooLarge('The profile', klaviyoLimits.profileBytes) };
    }
    return { profile, warnings: phone.warning === undefined ? [] : [phone.warning] };
  };
}

/** The mobile number, else the other; one that cannot be read gives way to one that can. */
function phoneOf({ mobile, phone, country }: Address): {
  readonly number?: string;
  readonly warning?: CommerceWarning;
} {
  const written = [mobile ?? '', phone ?? ''].filter((text) => text.trim() !== '');
  for (const text of written) {
    const number = asE164(text, country);
    if (number !== undefined) return { number };
  }
  return written.length === 0 ? {} : { warning: 'phone-left-out' };
}
