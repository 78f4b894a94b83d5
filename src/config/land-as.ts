import { z } from 'zod';
import { contentTypes, delimitedTypes, jsonTypes } from '../contract/couriers/content-type';
import { sectionName, wholeNumber, word } from './settings';

/** Types of content that can be loaded into tables. */
export const loadableTypes: readonly string[] = [...delimitedTypes, ...jsonTypes, 'application/x-parquet'];

const character = () => z.string().regex(/^.$/su, { error: 'must be a single character' });

/** How a file that was fetched is called, and what is in it. */
export const landAs = z
  .strictObject({
    'file/tag': sectionName().describe('The name that load operations have for it.'),
    'file/content-type': word(...contentTypes),
    'file/header-rows': wholeNumber(0).optional().describe('Rows of names before the data: 1 unless it is set.'),
    'file/separator': character().optional(),
    'file/quote': character().optional(),
  })
  .superRefine((written, context) => {
    if (delimitedTypes.some((type) => type === written['file/content-type'])) return;
    for (const key of ['file/header-rows', 'file/separator', 'file/quote'] as const) {
      if (written[key] === undefined) continue;
      const message = 'is for text with columns: text/csv, text/tab-separated-values and text/pipe-separated-values';
      context.addIssue({ code: 'custom', path: [key], message });
    }
  })
  .transform((written) => ({
    tag: written['file/tag'],
    contentType: written['file/content-type'],
    ...(written['file/header-rows'] === undefined ? {} : { headerRows: written['file/header-rows'] }),
    ...(written['file/separator'] === undefined ? {} : { separator: written['file/separator'] }),
    ...(written['file/quote'] === undefined ? {} : { quote: written['file/quote'] }),
  }));

export type LandAs = z.output<typeof landAs>;
