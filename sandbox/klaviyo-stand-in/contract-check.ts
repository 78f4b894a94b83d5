import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { invalid, type Problem } from './answer';
import { type Contract, type ContractOperation, operationsOf, readContract } from './contract-file';
import { isObject, type JsonObject } from './json';

const mostProblems = 1_000;
/** A name that references resolve against; nothing is fetched. */
const document = 'https://contract.invalid/openapi.json';

/**
 * Checks bodies against Klaviyo's published contract. A schema is compiled when it is first needed (60 to 200 ms), and
 * twice: once to stop at the first fault, which is how all good bodies are read, and once to find every fault of a bad one.
 */
export class ContractCheck {
  readonly #operations: ReadonlyMap<string, ContractOperation>;
  readonly #strict: Ajv;
  readonly #thorough: Ajv;
  readonly #compiled = new Map<string, { first: ValidateFunction; all: ValidateFunction | undefined }>();

  constructor(contract: Contract) {
    this.#operations = new Map(operationsOf(contract).map(({ operation }) => [operation.operationId, operation]));
    const components = nullsSpelledOut({ $id: document, components: contract.components });
    const make = (allErrors: boolean): Ajv => {
      const ajv = new Ajv({ strict: false, allErrors, validateFormats: true });
      addFormats(ajv);
      return ajv.addSchema(components);
    };
    this.#strict = make(false);
    this.#thorough = make(true);
  }

  /** All that is wrong with the body of a request. An operation without a body takes any. */
  problemsOf(operation: string, body: unknown): readonly Problem[] {
    const schema = this.#operations.get(operation)?.requestBody?.content['application/vnd.api+json']?.schema;
    return schema === undefined ? [] : this.#check(`${operation} request`, schema, body);
  }

  /** All that is wrong with an answer that the stand-in gives. Throws for a status that is not published. */
  problemsOfAnswer(operation: string, status: number, body: unknown): readonly Problem[] {
    const responses = this.#operations.get(operation)?.responses ?? {};
    const response = responses[String(status)] ?? responses[`${Math.floor(status / 100)}XX`];
    if (!isObject(response)) throw new Error(`${operation} never answers ${status}`);
    const schema = schemaOfAnswer(response);
    return schema === undefined ? [] : this.#check(`${operation} ${status}`, schema, body);
  }

  #check(name: string, schema: unknown, value: unknown): readonly Problem[] {
    const known = this.#compiled.get(name) ?? { first: this.#strict.compile(nullsSpelledOut(schema)), all: undefined };
    this.#compiled.set(name, known);
    if (known.first(value)) return [];
    known.all ??= this.#thorough.compile(nullsSpelledOut(schema));
    known.all(value);
    const problems = (known.all.errors ?? []).map(problemOf);
    // What stands below an alternative is told there; that none of the alternatives fits says no more.
    const told = problems.filter(({ code }) => code !== 'anyOf');
    const shown = (told.length > 0 ? told : problems).slice(0, mostProblems);
    return shown.map(({ pointer, detail }) => invalid(pointer ?? '/data', detail));
  }
}

const read = new Map<string, ContractCheck>();

/** The check by the document at this path; read once in a process, since many stand-ins are started in one. */
export function contractCheckOf(path: string): ContractCheck {
  const check = read.get(path) ?? new ContractCheck(readContract(path));
  read.set(path, check);
  return check;
}

function schemaOfAnswer(response: JsonObject): unknown {
  if (typeof response.$ref === 'string') {
    return { $ref: `${document}${response.$ref}/content/application~1vnd.api+json/schema` };
  }
  const content = response.content;
  const media = isObject(content) ? content['application/vnd.api+json'] : undefined;
  return isObject(media) ? media.schema : undefined;
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject): Problem {
  const missing = keyword === 'required' ? `/${params.missingProperty}` : '';
  return { pointer: `${instancePath}${missing}`, code: keyword, detail: `The value ${message ?? 'is not valid'}.` };
}

/** JSON Schema has no `nullable`, and in the contract it stands beside `$ref` and `enum` too: null becomes a type of its own. */
function nullsSpelledOut(schema: unknown): JsonObject {
  const spelled = spellOut(schema);
  return isObject(spelled) ? spelled : {};
}

function spellOut(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(spellOut);
  if (!isObject(schema)) return schema;
  const { nullable, ...rest } = schema;
  const inner: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    const isReference = key === '$ref' && typeof value === 'string' && value.startsWith('#');
    inner[key] = isReference ? `${document}${value}` : spellOut(value);
  }
  if (nullable !== true) return inner;
  // A type that may be null is quicker than an alternative, where nothing else stands in the way of null.
  const isPlain =
    typeof inner.type === 'string' && !['enum', '$ref', 'oneOf', 'anyOf', 'allOf'].some((key) => key in inner);
  return isPlain ? { ...inner, type: [inner.type, 'null'] } : { anyOf: [inner, { type: 'null' }] };
}
