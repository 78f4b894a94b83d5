import { type CourierConfig, landingsOf } from '../../config';
import { compileFilePattern, type FilePattern } from '../../contract/couriers/file-pattern';

/** One of the kinds of files that are looked for. */
export interface SoughtEntity {
  /** The tags that its files land under, as messages name it. */
  readonly name: string;
  readonly pattern: FilePattern;
  readonly required: boolean;
  /** All of these are to be there before its files of a day are complete; none: whatever is there is. */
  readonly markers: readonly FilePattern[];
  /** As in the settings: what looks like a date in quotes is one. */
  readonly quotedDates: boolean;
}

/** What a courier looks for, in the order of its entities. */
export function soughtEntities({
  entities,
  ready,
  quotedDates,
}: Pick<CourierConfig, 'entities' | 'ready' | 'quotedDates'>): SoughtEntity[] {
  return entities.map((entity) => {
    const tags = [...new Set(landingsOf(entity).map(({ tag }) => tag))];
    const markers = typeof ready === 'object' ? tags.flatMap((tag) => ready[tag] ?? []) : [ready ?? []].flat();
    const compile = (pattern: string) => compileFilePattern(pattern, { quotedDates });
    return {
      name: tags.join(', '),
      pattern: compile(entity.pattern),
      required: entity.required,
      markers: [...new Set(markers)].map(compile),
      quotedDates,
    };
  });
}
