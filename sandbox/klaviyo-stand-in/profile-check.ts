import { invalid, type Problem } from './answer';
import { at, isObject, listAt, objectAt, textAt } from './json';

const profileBytes = 100_000;
const identifiers = ['email', 'phone_number', 'external_id', 'anonymous_id', '_kx'];

/** What is wrong with one `{"type":"profile",…}` beyond its types. */
export function profileProblems(profile: unknown, pointer: string): Problem[] {
  if (!isObject(profile)) return [invalid(pointer, 'A profile is an object.')];
  const problems: Problem[] = [];
  if (profile.type !== 'profile') problems.push(invalid(`${pointer}/type`, 'The type must be profile.'));
  const attributes = objectAt(profile, 'attributes');
  const named = [profile.id, ...identifiers.map((key) => attributes[key])];
  if (!named.some((value) => typeof value === 'string' && value !== '')) {
    problems.push(invalid(pointer, 'One of id, email, phone_number, external_id, anonymous_id or _kx must be given.'));
  }
  const { email, phone_number: phone } = attributes;
  if (typeof email === 'string' && !/^[^\s@"]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email)) {
    problems.push(invalid(`${pointer}/attributes/email`, 'Invalid email address.'));
  }
  if (typeof phone === 'string' && !/^\+[1-9]\d{6,14}$/.test(phone)) {
    problems.push(
      invalid(
        `${pointer}/attributes/phone_number`,
        'Invalid phone number format (Example of a valid format: +12345678901).',
      ),
    );
  }
  return problems;
}

/** A profile of over 100 KB, which only a body of as much can hold. */
export function profileSizeProblems(profile: unknown, pointer: string, bodyBytes: number): Problem[] {
  if (bodyBytes <= profileBytes || Buffer.byteLength(JSON.stringify(profile)) <= profileBytes) return [];
  return [invalid(pointer, 'The profile is larger than 100 KB.')];
}

/** What is wrong with a bulk import beyond its types. */
export function bulkImportProblems(body: unknown, bodyBytes: number): Problem[] {
  const pointer = '/data/attributes/profiles/data';
  const profiles = listAt(body, 'data', 'attributes', 'profiles', 'data');
  if (profiles.length === 0) return [invalid(pointer, 'At least one profile must be given.')];
  if (profiles.length > 10_000) return [invalid(pointer, 'At most 10000 profiles may be given.')];
  const lists = listAt(body, 'data', 'relationships', 'lists', 'data');
  return [
    ...profiles.flatMap((profile, index) => [
      ...profileProblems(profile, `${pointer}/${index}`),
      ...profileSizeProblems(profile, `${pointer}/${index}`, bodyBytes),
    ]),
    ...lists.flatMap((list, index) =>
      textAt(list, 'id') === undefined
        ? [invalid(`/data/relationships/lists/data/${index}`, 'A list needs its id.')]
        : [],
    ),
  ];
}

/** What is wrong with a single profile that is created, changed or upserted. */
export function singleProfileProblems(body: unknown, bodyBytes: number, needsIdentifier: boolean): Problem[] {
  const profile = at(body, 'data');
  const problems = [...profileProblems(profile, '/data'), ...profileSizeProblems(profile, '/data', bodyBytes)];
  return needsIdentifier ? problems : problems.filter(({ pointer }) => pointer !== '/data');
}
