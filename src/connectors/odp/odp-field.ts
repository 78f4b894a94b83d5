import { z } from 'zod';

/** `unknown` stands for a type that ODP may add one day: its values are sent as they are. */
export type OdpType = 'string' | 'number' | 'timestamp' | 'boolean' | 'vector' | 'unknown';

/** One field of an object's schema. */
export interface OdpField {
  readonly name: string;
  readonly type: OdpType;
  readonly primary: boolean;
}

const knownType = z.enum(['string', 'number', 'timestamp', 'boolean', 'vector']);

/** ODP's answer about an object's fields: strict in what is used here, and open for what ODP may add. */
export const odpFieldsSchema = z.array(
  z.object({ name: z.string().min(1), type: z.string(), primary: z.boolean().nullish() }).transform(
    ({ name, type, primary }): OdpField => ({
      name,
      type: knownType.safeParse(type).data ?? 'unknown',
      primary: primary === true,
    }),
  ),
);
