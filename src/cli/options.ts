/**
 * Flags to options. The schema of a command says which flags there are; here is only how they are written:
 * `--name value`, `--name=value`, `-` or `_` in names, `--flag` and `--no-flag` for true and false, `1,2` for lists, `none`
 * where an option may be off. `--config FILE` takes options from a JSON object; flags win over it.
 */
import { InputError, messageOf } from '../common/errors';
import { expectation, type Field, groupFields, type OptionSchema } from '../common/options/fields';
import { canonical, canonicalValue, type FoundField, fieldFinder, type GivenOptions } from '../common/options/given';
import { formatValue, parseValue } from '../common/options/option-text';

export interface ParsedArguments {
  /** The options given, by their own names. Names and forms are checked here, ranges by the schema. */
  given: Record<string, unknown>;
  /** The arguments that are no flags. */
  positional: string[];
  /** Whether one JSON object a line is wanted on stdout. */
  json: boolean;
  help: boolean;
}

/**
 * Reads the arguments after the command.
 *
 * @param operands how many arguments that are no flags the command takes, at most
 * @param readFile the text of a file, for `--config`
 */
export function parseArguments(
  argv: readonly string[],
  schema: OptionSchema,
  readFile: (path: string) => string,
  operands = 0,
): ParsedArguments {
  const parsed: ParsedArguments = { given: {}, positional: [], json: false, help: false };
  if (argv.includes('--help') || argv.includes('-h')) return { ...parsed, help: true };

  const find = fieldFinder(schema);
  const rest = [...argv];
  const next = (name: string, wanted: string): string => {
    if (rest.length === 0 || isFlag(rest[0])) throw new InputError(`${name}: has no value; it must be ${wanted}`);
    return rest.shift()!;
  };
  let config: Record<string, unknown> = {};
  while (rest.length > 0) {
    const argument = rest.shift()!;
    if (argument === '--') {
      parsed.positional.push(...rest.splice(0));
      break;
    }
    if (!isFlag(argument)) {
      parsed.positional.push(argument);
      continue;
    }
    const [name, inline] = splitFlag(argument);
    if (name === 'json') {
      parsed.json = true;
    } else if (name === 'config') {
      config = { ...config, ...readConfig(inline ?? next(name, 'a JSON file'), schema, readFile) };
    } else if (/^no[-_]/.test(name)) {
      const field = findBoolean(name, find);
      parsed.given[field.name] = canonicalValue(field, false);
    } else {
      const field = find(name);
      const bare = field.kind === 'boolean' && inline === undefined && rest[0] !== 'true' && rest[0] !== 'false';
      const text = bare ? 'true' : (inline ?? next(field.name, expectation(field)));
      parsed.given[field.name] = parseValue(field, text);
    }
  }
  if (parsed.positional.length > operands) {
    throw new InputError(`unexpected argument "${parsed.positional[operands]}"; options begin with --`);
  }
  return { ...parsed, given: { ...config, ...parsed.given } };
}

/** What `--help` prints: usage, then every option by group. */
export function helpText(usage: string, description: string, schema: OptionSchema): string {
  const lines = [`usage: ${usage}`, '', ...wrap(description, '')];
  for (const [group, fields] of groupFields(schema)) {
    lines.push('', `${group}:`);
    for (const field of fields) lines.push(...formatHelp(field));
  }
  lines.push('', 'general:', '  --config FILE', ...wrap('Options from a JSON object; flags win over it.'));
  lines.push('  --json', ...wrap('One JSON object per line on stdout; messages go to stderr.'));
  lines.push('  --help', ...wrap('Print this text.'));
  return `${lines.join('\n')}\n`;
}

/** `-5` is a value. */
const isFlag = (argument: string) => /^--?[a-z_]/i.test(argument);

function splitFlag(argument: string): [name: string, inline: string | undefined] {
  const text = argument.replace(/^--?/, '');
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The option that `--no-name` turns off. */
function findBoolean(name: string, find: (name: string) => FoundField): FoundField {
  const field = find(name.slice('no-'.length));
  if (field.kind !== 'boolean')
    throw new InputError(`${field.name}: must be ${expectation(field)}; --${name} cannot be`);
  return field;
}

function readConfig(path: string, schema: OptionSchema, readFile: (path: string) => string): Record<string, unknown> {
  let config: unknown;
  try {
    config = JSON.parse(readFile(path));
  } catch (error) {
    throw new InputError(`config: cannot read ${path} (${messageOf(error)})`);
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new InputError(`config: ${path} must hold a JSON object of options`);
  }
  try {
    return canonical(schema, config as GivenOptions);
  } catch (error) {
    throw new InputError(`config: ${path}: ${messageOf(error)}`);
  }
}

function formatHelp(field: Field): string[] {
  const value = field.kind === 'boolean' ? '' : ` ${field.kind.toUpperCase()}`;
  const standard = field.required ? 'required' : `default ${formatValue(field.default)}`;
  const also = field.aliases.length > 0 ? ` Also: ${field.aliases.join(', ')}.` : '';
  return [`  --${field.name}${value}`, ...wrap(`${field.description} (${expectation(field)}; ${standard})${also}`)];
}

/** Lines of at most 100 characters. */
function wrap(text: string, indent = '      '): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length >= 100 && line.trim() !== '') {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}
