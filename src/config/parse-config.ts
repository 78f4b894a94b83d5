import type { z } from 'zod';
import { checkValues } from './check-values';
import { configFile } from './config';
import { refuseConfig } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { sharedNames } from './shared-names';
import { unknownConnections } from './unknown-connections';
import { unknownCouriers } from './unknown-couriers';
import { unknownEndPoints } from './unknown-end-points';
import { unknownPlaces } from './unknown-places';
import { wrongChannels } from './wrong-channels';
import { wrongDependencies } from './wrong-dependencies';
import { wrongFeeds } from './wrong-feeds';
import { wrongSync } from './wrong-sync';
import { wrongTags } from './wrong-tags';
import type { YamlSource } from './yaml-source';

export type ParsedConfigFile = z.output<typeof configFile>;

/** Checks a file's values against the schema. Throws `config-invalid` with all that is wrong. */
export function parseConfig(source: YamlSource, found: ConfigValues): ParsedConfigFile {
  const { parsed, problems: ofSchema, values } = checkValues(configFile, source, found);
  const problems = [
    ...ofSchema,
    ...unknownConnections(source, values),
    ...unknownEndPoints(source, values),
    ...unknownPlaces(source, values),
    ...unknownCouriers(source, values),
    ...wrongDependencies(source, values),
    ...sharedNames(source, values),
    ...wrongFeeds(source, values),
    ...wrongSync(source, values),
    ...wrongTags(source, values),
    ...wrongChannels(source, values),
  ];
  if (parsed === undefined || problems.length > 0) refuseConfig(source.file, problems);
  return parsed;
}
