import type { Stored } from './collection';

/** Looks up the fields of a stored resource; its JSON is only read for what does not stand beside it. */
export function lookInto(record: Stored): (field: string) => unknown {
  let content: Readonly<Record<string, unknown>> | undefined;
  return (field) => {
    switch (field) {
      case 'id':
        return record.id;
      case 'version':
        return record.version;
      case 'createdAt':
        return new Date(record.createdAt).toISOString();
      case 'lastModifiedAt':
        return new Date(record.lastModifiedAt).toISOString();
      default:
        content ??= JSON.parse(record.json) as Readonly<Record<string, unknown>>;
        return content[field];
    }
  };
}
