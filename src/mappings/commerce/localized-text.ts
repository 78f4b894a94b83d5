import { z } from 'zod';

/** A text by locale: `{ "en-US": "Shirt", "de": "Hemd" }`. */
export const localizedText = z.record(z.string(), z.string());

/** One that has the text in at least one locale. */
export const requiredText = localizedText.refine((texts) => Object.keys(texts).length > 0);

export type LocalizedText = Readonly<z.output<typeof localizedText>>;

/**
 * The locale in which a text is shown: the preferred one, else its language (`de-AT` → `de`), else the first that the
 * text has. Undefined where it has none.
 */
export function localeOf(text: LocalizedText, preferred: string | undefined): string | undefined {
  if (preferred !== undefined) {
    if (Object.hasOwn(text, preferred)) return preferred;
    const language = preferred.split('-', 1)[0] ?? preferred;
    if (Object.hasOwn(text, language)) return language;
  }
  return Object.keys(text)[0];
}

/** The text in the locale that `localeOf` chooses; empty where it has none. */
export function localized(text: LocalizedText, preferred: string | undefined): string {
  const locale = localeOf(text, preferred);
  return locale === undefined ? '' : (text[locale] ?? '');
}
