import { useState } from 'preact/hooks';
import { Control } from './control';
import type { Setting } from './read-settings';

/** What has no meaning in a page, and why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  output_dir: 'The page keeps its runs in this browser.',
  resume_from_checkpoint: 'The page offers by itself to go on with the last run of this browser.',
};

/** What an option means here, where the command line takes more. */
const IN_THE_PAGE: Readonly<Record<string, string>> = {
  tasks:
    'Problems: the name of a built-in task set, several names joined by commas (which take turns), or own: the problems written under "Your task".',
};

/** The control of an option. */
export const settingId = (name: string): string => `setting-${name}`;

interface Props {
  setting: Setting;
  /** What the run in progress has, where that is another value. */
  running?: string;
  /** What may have set the default. */
  recipe?: string;
  loss: string;
  /** The settings as they would be with this text. */
  check(text: string): ReadonlyMap<string, Setting>;
  /** Undefined: back to the default. */
  set(name: string, text: string | undefined): void;
}

/** An option: its name, meaning, default and source, and the control that changes it. */
export function SettingRow({ setting, running, recipe, loss, check, set }: Props) {
  const { field, text, isSet, idle } = setting;
  const { name } = field;
  /** What is being typed; it counts when the field is left, or on Enter. */
  const [typed, setTyped] = useState<string>();
  const wrong = typed === undefined || typed === '' ? setting.wrong : check(typed).get(name)?.wrong;
  const control = settingId(name);
  const ids = { control, meaning: `${control}-meaning`, wrong: `${control}-wrong` };
  const take = (given: string) => {
    setTyped(undefined);
    if (given !== text) set(name, given === '' ? undefined : given);
  };
  return (
    <div class={`setting ${isSet ? 'set' : ''}`}>
      <div class="about">
        <label for={ids.control}>
          <code>{name}</code>
        </label>
        <div id={ids.meaning}>
          <p>{IN_THE_PAGE[name] ?? field.description}</p>
          <p class="label">
            default <code>{brief(setting.default)}</code>
            {byWhom(setting, recipe, loss)} · source: {field.source}
            {field.aliases.length > 0 && ` · also ${field.aliases.join(', ')}`}
          </p>
        </div>
      </div>
      <div class="value">
        {name in NOT_HERE ? (
          <p class="label">{NOT_HERE[name]}</p>
        ) : (
          <Control
            id={ids.control}
            field={field}
            text={typed ?? text}
            wrong={wrong !== undefined}
            describedBy={wrong === undefined ? ids.meaning : `${ids.wrong} ${ids.meaning}`}
            type={setTyped}
            take={take}
          />
        )}
        {wrong !== undefined && (
          <p class="bad" id={ids.wrong} role="alert">
            {wrong}
          </p>
        )}
        {idle !== undefined && <p class="label">{idle}</p>}
        {running !== undefined && (
          <p class="restart">
            changed: applies on restart; this run has <code>{brief(running)}</code>
          </p>
        )}
        {isSet && (
          <button
            type="button"
            class="quiet"
            aria-label={`${name}: back to default`}
            onClick={() => set(name, undefined)}
          >
            back to default
          </button>
        )}
      </div>
    </div>
  );
}

function byWhom({ by, source, paper }: Setting, recipe: string | undefined, loss: string): string {
  if (by === 'loss_type') return ` by loss_type ${loss}`;
  if (by === 'page') return ' in a page';
  if (by === 'schema') return '';
  if (paper !== undefined) return ` by recipe ${recipe}, scaled; the system has ${brief(paper)} (${source})`;
  return ` by recipe ${recipe}${source === undefined ? ', scaled' : ` (${source})`}`;
}

const LONG = 48;
const brief = (text: string) => (text.length > LONG ? `${text.slice(0, LONG)}…` : text);
