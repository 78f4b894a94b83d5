import { type Dice, diceOf, idOf, timesOf } from './dice';
import type { ShopPlan } from './size';

const firstNames = ['Ada', 'Björn', 'Chloé', 'Dmitri', 'Eva', 'Farid', 'Grace', 'Hana'] as const;
const lastNames = ['Lovelace', 'Müller', 'Dubois', 'Ivanova', "O'Neill", 'Haddad', 'Hopper', 'Sato'] as const;
/** Where customers live, and what their numbers are like there: `#` stands for a digit of their own. */
const places = [
  { country: 'DE', city: 'Köln', postalCode: '50667', phone: '0221 3######', mobile: '+49 151 2#######' },
  { country: 'US', city: 'Portland', region: 'OR', postalCode: '97201', phone: '(503) 2##-####', mobile: '' },
  { country: 'GB', city: 'Leeds', postalCode: 'LS1 4AP', phone: '0113 2## ####', mobile: '07400 ######' },
  { country: 'FR', city: 'Lyon', postalCode: '69001', phone: '04 72 ## ## ##', mobile: '' },
] as const;
const kindsOfFaults = ['email', 'phone', 'size'] as const;

/** What is wrong with a customer: the e-mail address, the phone, or 200 KB of custom fields. */
export type CustomerFault = (typeof kindsOfFaults)[number];

export function customerFault(plan: ShopPlan, index: number): CustomerFault | undefined {
  const dice = diceOf(plan.seed, 'customer-fault', index);
  return dice.is(plan.badCustomers) ? dice.one(kindsOfFaults) : undefined;
}

export function customerId(plan: ShopPlan, index: number): string {
  return idOf(plan.seed, 'customer', index);
}

export function customerEmail(plan: ShopPlan, index: number): string {
  return customerFault(plan, index) === 'email' ? `customer ${index} at example` : `customer.${index}@shop.example`;
}

export function makeCustomer(plan: ShopPlan, index: number) {
  const dice = diceOf(plan.seed, 'customer', index);
  const fault = customerFault(plan, index);
  const addresses = Array.from({ length: fault === 'phone' ? 1 : dice.whole(0, 2) }, (_, number) =>
    makeAddress(dice, index, number, fault),
  );
  const ids = addresses.map(({ id }) => id);
  const billing = ids.filter(() => dice.is(0.6));
  const shipping = ids.filter(() => dice.is(0.6));
  return {
    id: customerId(plan, index),
    version: dice.whole(1, 9),
    ...timesOf(dice),
    customerNumber: `C-${index}`,
    email: customerEmail(plan, index),
    firstName: dice.one(firstNames),
    lastName: dice.one(lastNames),
    ...(dice.is(0.2) ? { title: 'Dr.' } : {}),
    ...(dice.is(0.2) ? { companyName: `Company ${index}` } : {}),
    addresses,
    ...(billing[0] !== undefined && dice.is(0.5) ? { defaultBillingAddressId: billing[0] } : {}),
    ...(shipping[0] !== undefined && dice.is(0.5) ? { defaultShippingAddressId: shipping[0] } : {}),
    billingAddressIds: billing,
    shippingAddressIds: shipping,
    isEmailVerified: dice.is(0.5),
    authenticationMode: 'Password',
    stores: [],
    ...customFields(dice, fault),
  };
}

function makeAddress(dice: Dice, index: number, number: number, fault: CustomerFault | undefined) {
  const { phone, mobile, ...place } = dice.one(places);
  return {
    id: `adr-${number}`,
    ...place,
    streetName: dice.one(['Hauptstraße', 'Main Street', 'Rue de la Paix']),
    streetNumber: `${dice.whole(1, 200)}`,
    ...(dice.is(0.2) ? { apartment: `${dice.whole(1, 40)}` } : {}),
    ...(fault === 'phone' ? { phone: 'n/a' } : dice.is(0.7) ? { phone: withDigits(phone, index) } : {}),
    ...(fault !== 'phone' && mobile !== '' && dice.is(0.4) ? { mobile: withDigits(mobile, index) } : {}),
  };
}

/** No two of the first million customers share a number: to Klaviyo two profiles with one number are one. */
function withDigits(pattern: string, index: number): string {
  const length = [...pattern].filter((letter) => letter === '#').length;
  const digits = [...String(index).padStart(length, '0').slice(-length)];
  return pattern.replaceAll('#', () => digits.shift() ?? '0');
}

/** False, 0 and empty texts are values, too. */
function customFields(dice: Dice, fault: CustomerFault | undefined) {
  const type = { typeId: 'type', id: '7b0c1f52-6f3e-4f0e-9a39-0f5b2f1c9d11' };
  if (fault === 'size') return { custom: { type, fields: { notes: 'n'.repeat(200_000) } } };
  if (!dice.is(0.5)) return {};
  return { custom: { type, fields: { loyaltyPoints: dice.whole(0, 3), wantsNews: dice.is(0.5), nickname: '' } } };
}
