import type { Address, CustomerRecord } from './customer-record';
import { withoutUndefined } from './without-undefined';

/**
 * The address that stands for a customer: the default billing address, else the first billing address, else the default
 * shipping address, else the first shipping address, else the first there is. An id that no address has is passed over.
 */
export function addressOf(customer: CustomerRecord): Address | undefined {
  const { addresses, defaultBillingAddressId, billingAddressIds, defaultShippingAddressId, shippingAddressIds } =
    customer;
  const wanted = [defaultBillingAddressId, ...billingAddressIds, defaultShippingAddressId, ...shippingAddressIds];
  for (const id of wanted) {
    const found = id === undefined ? undefined : addresses.find((address) => address.id === id);
    if (found !== undefined) return found;
  }
  return addresses[0];
}

/** Where a profile lives, as Klaviyo takes it. */
export interface ProfileLocation {
  readonly address1: string;
  readonly address2: string;
  readonly city?: string;
  readonly country?: string;
  readonly region?: string;
  readonly zip?: string;
}

export function locationOf(address: Address): ProfileLocation {
  const { apartment, building, streetNumber, streetName, additionalStreetInfo, additionalAddressInfo } = address;
  return withoutUndefined({
    address1: joined(apartment, building, streetNumber, streetName),
    address2: joined(additionalStreetInfo, additionalAddressInfo),
    city: address.city,
    country: address.country,
    region: address.region,
    zip: address.postalCode,
  });
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}
