/** What says who somebody is, or helps to find out. Tags of keys, orders and products (`fk-…`, `txn-item/…`) say what happened. */
const personal = [
  'given-name',
  'surname',
  'full-name',
  'generational-suffix',
  'title',
  'email',
  'phone',
  'birthdate',
  'gender',
  'address',
  'city',
  'state',
  'postal',
  'country',
  'company',
  'ip-address',
];

/**
 * True for the tag of values that are of a person: `email`, and also what is said more exactly (`email-work`, `phone/2`,
 * `address2`) or is a key made of such a value (`fk-email`).
 */
export function isPersonalTag(tag: string): boolean {
  const words = tag.split('/').flatMap((part) => [part, part.replace(/^(?:fk|bk|sk)-/, '')]);
  return words.some((word) => personal.some((name) => new RegExp(`^${name}(?:-?\\d+|-.+)?$`).test(word)));
}

/** Numbers and truth, in the words of both engines. */
const numeric =
  /^(?:u?(?:tiny|small|big|huge)int|u?integer|int\d?|bool(?:ean)?|decimal|numeric|double(?: precision)?|real|float\d?)(?:\([\d, ]+\))?$/i;

/**
 * True for a column of a query's result whose values are not shown: those with a personal tag, but for numbers that were
 * made of such values and have another name. Counts and sums are nobody's.
 */
export function isMasked({
  type,
  tag,
  isMade = false,
}: {
  readonly type: string;
  readonly tag?: string;
  readonly isMade?: boolean;
}): boolean {
  return tag !== undefined && isPersonalTag(tag) && !(isMade && numeric.test(type.trim()));
}

/** What is shown in place of a value of a person. */
export const masked = '***';

/**
 * A value as it may be shown. All values of persons look the same, for a first letter, a domain or a length can be enough to
 * know whose it is; that there is none, is told.
 */
export function maskValue(value: unknown): unknown {
  return value === null || value === undefined ? null : masked;
}
