/** The option tables of the documentation, in Markdown. */

import { expectation, groupFields, type OptionSchema } from '../src/common/options/fields';
import { formatValue } from '../src/common/options/option-text';
import { getLoss, LOSS_TYPES } from '../src/losses/options';
import { PARAMETER_NAMES, PARAMETERS, rangeText } from '../src/losses/parameters';
import type { Recipe } from '../src/rl/options/recipes';
import { METRICS } from '../src/rl/run/metrics';

/** A heading and a table for each group of options, in the order of the schema. */
export function optionsTable(schema: OptionSchema): string {
  const sections = [...groupFields(schema)].map(([group, fields]) => {
    const rows = fields.map(({ name, description, source, aliases, ...field }) => [
      `\`${name}\``,
      field.required ? 'required' : `\`${formatValue(field.default)}\``,
      expectation(field),
      description,
      source,
      aliases.map((alias) => `\`${alias}\``).join(', '),
    ]);
    return `### ${group}\n\n${markdownTable(['option', 'default', 'value', 'meaning', 'source', 'also'], rows)}`;
  });
  return sections.join('\n');
}

/** What each `loss_type` is and sets. */
export function lossesTable(): string {
  const rows = LOSS_TYPES.map((name) => {
    const { description, source, defaults, options } = getLoss(name);
    const sets = Object.entries(defaults).map(([option, value]) => `\`${option} ${value}\``);
    return [`\`${name}\``, description, sets.join(', '), options.map((option) => `\`${option}\``).join(', '), source];
  });
  return markdownTable(['loss_type', 'loss of a token', 'sets', 'reads', 'source'], rows);
}

/** The attributes of `<loss-explorer>` that set a parameter. */
export function attributesTable(): string {
  const rows = PARAMETER_NAMES.map((name) => {
    const { symbol, meaning, default: value } = PARAMETERS[name];
    return [`\`${name.replaceAll('_', '-')}\``, `\`${formatValue(value)}\``, rangeText(name), `${symbol}: ${meaning}`];
  });
  return markdownTable(['attribute', 'default', 'value', 'meaning'], rows);
}

/** The options of a recipe: the paper's value with its source, and what runs here where that differs. */
export function recipeTable({ paper, scale }: Recipe): string {
  const names = [...new Set([...Object.keys(paper), ...Object.keys(scale)])];
  const value = (of: unknown) => `\`${formatValue(of)}\``;
  const rows = names.map((name) => {
    const { source = '', note = '' } = paper[name] ?? {};
    return [
      `\`${name}\``,
      name in paper ? value(paper[name].value) : '',
      name in scale ? value(scale[name]) : 'the same',
      source,
      note,
    ];
  });
  return markdownTable(['option', 'the system', 'scaled', 'source', 'note'], rows);
}

/** What each metric means. */
export function metricsTable(): string {
  const rows = Object.entries(METRICS).map(([name, meaning]) => [`\`${name}\``, meaning]);
  return markdownTable(['metric', 'meaning'], rows);
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |\n`;
  return line(header) + line(header.map(() => '---')) + rows.map(line).join('');
}

/** Text that Markdown shows as it is; code between backticks needs less. */
function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replace(/`[^`]*`|</g, (match) => (match === '<' ? '&lt;' : match));
}
