import { type Config, type SyncMeaning, syncTypes } from '../config';
import { LongshoreError } from '../contract/failure';

/** The import that a path of /sync means. Throws `unknown-import` where there is none, or several and none is named. */
export function syncImport({ gateway, imports }: Config, meaning: SyncMeaning): string {
  const named = gateway.sync[meaning];
  if (named !== undefined) return named;
  const [only, ...others] = namesOfType(imports, meaning);
  if (only !== undefined && others.length === 0) return only;
  const type = syncTypes[meaning];
  if (only === undefined) {
    throw new LongshoreError('unknown-import', `No import of type ${type} is configured`, {
      remedy: 'Write one into longshore.yaml, under imports.',
    });
  }
  throw new LongshoreError('unknown-import', `Several imports are of type ${type}: ${[only, ...others].join(', ')}`, {
    remedy: `Name one in longshore.yaml: gateway: { sync: { ${meaning}: ${only} } }.`,
  });
}

/** The same where having none is no fault: undefined. */
export function syncImportIfAny(config: Config, meaning: SyncMeaning): string | undefined {
  const isNamed = config.gateway.sync[meaning] !== undefined;
  return isNamed || namesOfType(config.imports, meaning).length === 1 ? syncImport(config, meaning) : undefined;
}

function namesOfType(imports: Config['imports'], meaning: SyncMeaning): readonly string[] {
  return Object.keys(imports).filter((name) => imports[name]?.type === syncTypes[meaning]);
}
