import type { Field } from '../../common/options/fields';
import { Options } from '../common/inputs';
import { TASK_NAMES } from '../options/task-choice';

interface Props {
  id: string;
  field: Field;
  text: string;
  wrong: boolean;
  describedBy: string;
  /** While it is typed. */
  type(text: string): void;
  /** When it is done; empty: the default. */
  take(text: string): void;
}

/** The control that fits the type of an option. */
export function Control({ field, text, wrong, describedBy, type, take, ...rest }: Props) {
  const common = { ...rest, 'aria-invalid': wrong, 'aria-describedby': describedBy };
  const typing = {
    ...common,
    autocomplete: 'off',
    spellcheck: false,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => type(currentTarget.value),
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => take(currentTarget.value.trim()),
  };
  switch (field.kind) {
    case 'boolean':
      return (
        <input
          {...common}
          type="checkbox"
          checked={text === 'true'}
          onChange={({ currentTarget }) => take(String(currentTarget.checked))}
        />
      );
    case 'choice': {
      const choices = [...field.choices!, ...(field.nullable ? ['none'] : [])];
      return (
        <select {...common} value={text} onChange={({ currentTarget }) => take(currentTarget.value)}>
          {/* A link may hold anything. */}
          {!choices.includes(text) && <option value={text}>{text}</option>}
          <Options choices={choices.map((choice) => ({ value: choice, label: choice }))} />
        </select>
      );
    }
    case 'json':
      return <textarea {...typing} rows={text === 'none' ? 1 : 6} value={indented(text)} />;
    case 'number':
    case 'integer':
      return (
        <input {...typing} type="text" inputMode={field.kind === 'integer' ? 'numeric' : 'decimal'} value={text} />
      );
    default:
      return (
        <>
          <input
            {...typing}
            type="text"
            value={text}
            list={field.name === 'tasks' ? 'setting-tasks-known' : undefined}
          />
          {field.name === 'tasks' && (
            <datalist id="setting-tasks-known">
              {TASK_NAMES.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          )}
        </>
      );
  }
}

/** JSON with an entry a line, as far as it is JSON. */
function indented(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? `[\n${value.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]` : text;
  } catch {
    return text;
  }
}
