import { z } from 'zod';
import type { Collection } from './collection';

const order = z.looseObject({
  paymentInfo: z.looseObject({ payments: z.array(z.looseObject({ id: z.string() })) }).optional(),
});

/**
 * Puts what `paymentInfo.payments[*]` refers to into an order. Other paths are those of references that the stand-in
 * has nothing behind; they stay as they are, as they do where a client may not read what is behind.
 */
export function expanded(json: string, paths: readonly string[], payments: Collection | undefined): string {
  if (!paths.includes('paymentInfo.payments[*]') || payments === undefined || !json.includes('"paymentInfo"')) {
    return json;
  }
  const content = order.parse(JSON.parse(json));
  const references = content.paymentInfo?.payments.map((reference) => {
    const payment = payments.find(reference.id);
    return payment === undefined ? reference : { ...reference, obj: JSON.parse(payment.json) };
  });
  return JSON.stringify(
    references ? { ...content, paymentInfo: { ...content.paymentInfo, payments: references } } : content,
  );
}
