import { z } from 'zod';
import { custom } from './read-source-record';

const address = z.looseObject({
  id: z.string().optional(),
  country: z.string().optional(),
  streetName: z.string().optional(),
  streetNumber: z.string().optional(),
  additionalStreetInfo: z.string().optional(),
  additionalAddressInfo: z.string().optional(),
  apartment: z.string().optional(),
  building: z.string().optional(),
  postalCode: z.string().optional(),
  city: z.string().optional(),
  region: z.string().optional(),
  phone: z.string().optional(),
  mobile: z.string().optional(),
});

/** What is read of a customer of commercetools; it has more. */
export const customerRecord = z.looseObject({
  id: z.string().min(1),
  email: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  title: z.string().optional(),
  companyName: z.string().optional(),
  addresses: z.array(address).default([]),
  defaultBillingAddressId: z.string().optional(),
  billingAddressIds: z.array(z.string()).default([]),
  defaultShippingAddressId: z.string().optional(),
  shippingAddressIds: z.array(z.string()).default([]),
  custom: custom.optional(),
});

export type Address = Readonly<z.output<typeof address>>;
export type CustomerRecord = Readonly<z.output<typeof customerRecord>>;
