/** What a schema of options says about each of them: the source of flags, help, form, URL and documentation. */
import { z } from 'zod';
import type { OptionFacts, Scope } from './option';

/** An object schema of options. Each has a default (unless it is required) and `.meta({description, source, group})`. */
export type OptionSchema = z.ZodObject;

export interface ValueKind {
  kind: 'number' | 'integer' | 'boolean' | 'text' | 'choice' | 'list' | 'json';
  /** The values of a choice. */
  choices?: string[];
  /** What a list holds. */
  element?: ValueKind;
  /** Bounds of a number; `minimum` also of the elements of a list and of the characters of a text. */
  minimum?: number;
  maximum?: number;
  above?: number;
  below?: number;
}

export interface Field extends ValueKind, Required<OptionFacts> {
  name: string;
  /** Whether the value may be null, written `none`: the option is off. */
  nullable: boolean;
  required: boolean;
  default?: unknown;
  description: string;
  group: string;
}

/** The subset of JSON Schema that option schemas use, with our `.meta` beside it. */
interface JsonSchema extends OptionFacts {
  type?: string | string[];
  enum?: string[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  minLength?: number;
  default?: unknown;
  description?: string;
  group?: string;
}

const known = new WeakMap<OptionSchema, readonly Field[]>();

/** The options of a schema, in its order. */
export function fieldsOf(schema: OptionSchema): readonly Field[] {
  const fields = known.get(schema) ?? describe(schema);
  known.set(schema, fields);
  return fields;
}

function describe(schema: OptionSchema): Field[] {
  const json = z.toJSONSchema(schema, { io: 'input' });
  const required = new Set(json.required);
  return Object.entries(json.properties ?? {}).map(([name, value]) => {
    const property = value as JsonSchema;
    const branches = (property.anyOf ?? [property]).flatMap((branch) =>
      Array.isArray(branch.type) ? branch.type.map((type) => ({ ...branch, type })) : [branch],
    );
    const nullable = branches.some((branch) => branch.type === 'null');
    return {
      name,
      ...kindOf(branches.find((branch) => branch.type !== 'null')!),
      nullable,
      required: required.has(name),
      default: property.default,
      description: property.description ?? '',
      group: property.group ?? 'other',
      source: property.source ?? 'kata',
      aliases: property.aliases ?? [],
      inverted: property.inverted ?? [],
      value_aliases: property.value_aliases ?? {},
      refused: property.refused ?? {},
      scope: property.scope ?? [],
      needs: property.needs ?? {},
    };
  });
}

/** The names of the options of a schema that have one of the scopes. */
export const namesInScope = (schema: OptionSchema, ...scopes: Scope[]): ReadonlySet<string> =>
  new Set(fieldsOf(schema).flatMap(({ name, scope }) => (scope.some((one) => scopes.includes(one)) ? [name] : [])));

/** The options of a schema by group; groups in the order in which they first come. */
export function groupFields(schema: OptionSchema): Map<string, Field[]> {
  const groups = new Map<string, Field[]>();
  for (const field of fieldsOf(schema)) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  return groups;
}

function kindOf(json: JsonSchema): ValueKind {
  if (json.enum) return { kind: 'choice', choices: json.enum };
  switch (json.type) {
    case 'integer':
    case 'number':
      return {
        kind: json.type,
        // Zod states the range of exact integers as bounds; they are no limit that anyone chose.
        minimum: json.minimum === Number.MIN_SAFE_INTEGER ? undefined : json.minimum,
        maximum: json.maximum === Number.MAX_SAFE_INTEGER ? undefined : json.maximum,
        above: json.exclusiveMinimum,
        below: json.exclusiveMaximum,
      };
    case 'boolean':
      return { kind: 'boolean' };
    case 'string':
      return { kind: 'text', minimum: json.minLength };
    case 'array':
      if (json.items!.type === 'object') return { kind: 'json' };
      return { kind: 'list', element: kindOf(json.items!), minimum: json.minItems };
    default:
      throw new TypeError(`an option cannot be of type ${json.type}`);
  }
}

/** Why a value is refused, in words. `shown`: the value as a message has it. */
export function reasonToRefuse(field: Field, value: unknown, shown: string): string {
  const name = String(value);
  return Object.hasOwn(field.refused, name) ? field.refused[name] : `${shown} is not ${expectation(field)}`;
}

/** What a right value is, in words: `a whole number from 1 to 8`. */
export function expectation(field: ValueKind & { nullable?: boolean }): string {
  return nameOfKind(field) + (field.nullable ? ', or none' : '');
}

function nameOfKind(value: ValueKind): string {
  switch (value.kind) {
    case 'number':
      return `a number${range(value)}`;
    case 'integer':
      return `a whole number${range(value)}`;
    case 'boolean':
      return 'true or false';
    case 'text':
      return value.minimum ? 'a text that is not empty' : 'a text';
    case 'choice':
      return `one of ${value.choices!.join(', ')}`;
    case 'json':
      return 'a list of objects in JSON';
    case 'list':
      return `a list${value.minimum ? ' of one or more' : ''}, each ${nameOfKind(value.element!)}`;
  }
}

function range({ minimum, maximum, above, below }: ValueKind): string {
  const low = minimum !== undefined ? `from ${minimum}` : above !== undefined ? `above ${above}` : undefined;
  const high = maximum !== undefined ? `up to ${maximum}` : below !== undefined ? `below ${below}` : undefined;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  return [low, high]
    .filter((bound) => bound !== undefined)
    .map((bound, i) => (i > 0 ? ` and ${bound}` : ` ${bound}`))
    .join('');
}
