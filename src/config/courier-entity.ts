import { z } from 'zod';
import { filePatternFault } from '../contract/couriers/file-pattern-fault';
import { type LandAs, landAs } from './land-as';
import { nameSays } from './name-says';
import { text } from './settings';

/** A pattern of keys below the prefix of the connection. */
export const filePattern = () =>
  text()
    .describe("'path/'yyyy'/'MM'/'dd'/customers-*.csv'")
    .superRefine((pattern, context) => {
      const fault = filePatternFault(pattern);
      if (fault === undefined) return;
      context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
    });

const ofBoth = {
  'object/file-pattern': filePattern(),
  'object/optional': z.boolean().default(false).describe('true: that there is none of it is no failure.'),
};
const skipMissing = z.boolean().describe('true: what an archive lacks of its contents is no failure.');

const contents = z
  .object({ 'archive/skip-missing-contents': skipMissing.optional() })
  .catchall(z.strictObject({ 'subobject/land-as': landAs }))
  .superRefine((inner, context) => {
    const names = Object.keys(inner).filter((name) => name !== 'archive/skip-missing-contents');
    if (names.length === 0) context.addIssue({ code: 'custom', message: 'must name at least one file' });
    for (const name of names) {
      if (!/^\s*$|:$/.test(name)) continue;
      const meant = name.replace(/:$/, '');
      const hint = meant === '' ? undefined : `did you mean \`${meant}\`?`;
      const message = 'stands under a name that no file has';
      context.addIssue({ code: 'custom', path: [name], message, params: { hint } });
    }
  });

const written = z
  .discriminatedUnion('object/type', [
    z.strictObject({ 'object/type': z.literal('file'), ...ofBoth, 'object/land-as': landAs }),
    z.strictObject({
      'object/type': z.literal('archive'),
      ...ofBoth,
      'object/land-as': landAs.optional().describe('What each file of the archive is; in place of archive/contents.'),
      'archive/contents': contents.optional().describe('Name in the archive, which may have a *: what it is.'),
      'archive/skip-missing-contents': skipMissing.optional(),
    }),
  ])
  .superRefine((entity, context) => {
    const tell = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const says = nameSays(entity['object/file-pattern']);
    if (says.type !== undefined && says.type !== entity['object/type']) {
      tell(['object/type'], `must be ${says.type}, as the end of the pattern says`);
    }
    if (entity['object/type'] === 'file') {
      const types = says.contentTypes ?? [entity['object/land-as'].contentType];
      if (types.includes(entity['object/land-as'].contentType)) return;
      const message = `must be ${types.join(' or ')}, as the end of the pattern says`;
      tell(['object/land-as', 'file/content-type'], message);
    } else if ((entity['object/land-as'] === undefined) === (entity['archive/contents'] === undefined)) {
      tell([], 'must have either object/land-as or archive/contents, and not both');
    }
  });

/** A file of an archive, or of many archives. */
export interface ArchivedFile {
  /** Its name in the archive, which may have a `*`; undefined: each file that is in it. */
  readonly name: string | undefined;
  readonly landAs: LandAs;
}

/** One of the kinds of files that a courier brings. */
export type CourierEntity = {
  readonly pattern: string;
  /** False: without it the courier fails. */
  readonly required: boolean;
} & (
  | { readonly type: 'file'; readonly landAs: LandAs }
  | { readonly type: 'archive'; readonly contents: readonly ArchivedFile[]; readonly skipMissing: boolean }
);

/** An entry of the list of entities, with the keys that such lists have in JSON. */
export const courierEntity = written.transform((entity): CourierEntity => {
  const own = { pattern: entity['object/file-pattern'], required: !entity['object/optional'] };
  if (entity['object/type'] === 'file') return { ...own, type: 'file', landAs: entity['object/land-as'] };
  const { 'archive/skip-missing-contents': inside, ...inner } = entity['archive/contents'] ?? {};
  const ofAll = entity['object/land-as'];
  return {
    ...own,
    type: 'archive',
    contents: [
      ...(ofAll === undefined ? [] : [{ name: undefined, landAs: ofAll }]),
      ...Object.entries(inner).map(([name, { 'subobject/land-as': one }]) => ({ name, landAs: one })),
    ],
    skipMissing: entity['archive/skip-missing-contents'] ?? inside ?? false,
  };
});

/** What an entity's files land as: one, or those of an archive's files. */
export function landingsOf(entity: CourierEntity): readonly LandAs[] {
  return entity.type === 'file' ? [entity.landAs] : entity.contents.map(({ landAs: one }) => one);
}
