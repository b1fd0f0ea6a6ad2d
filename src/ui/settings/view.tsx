import './settings.css';
import { type Signal, signal, useComputed } from '@preact/signals';
import { formatValue } from '../../common/options/option-text';
import { CopyButton } from '../common/copy-button';
import { Checkbox } from '../common/inputs';
import type { OptionTexts } from '../options/hash-options';
import { chooseTasks, OWN_TASKS } from '../options/task-choice';
import type { Session, ViewProps } from '../session/session';
import { trainCommand } from './command';
import { OwnTasksFile, SavedCheckpoint, useStartRun } from './command-files';
import { readSettings, type Setting } from './read-settings';
import { RecipeSection } from './recipe-section';
import { SettingRow, settingId } from './setting-row';

/** What most people change first. */
const MAIN = [
  'loss_type',
  'tasks',
  'max_steps',
  'learning_rate',
  'prompts_per_step',
  'num_generations',
  'steps_per_generation',
  'temperature',
  'max_completion_length',
  'reward',
  'seed',
];
/** The options of the first section. */
const OF_THE_RECIPE = ['recipe', 'recipe_scale'];

interface Search {
  query: Signal<string>;
  onlyChanged: Signal<boolean>;
  /** What was set before all of it was taken back. */
  before: Signal<OptionTexts | undefined>;
}

/** What the view looks for and can take back, by session: it outlasts the view. */
const searches = new WeakMap<Session, Search>();

function settingsSearch(session: Session): Search {
  const search = searches.get(session) ?? { query: signal(''), onlyChanged: signal(false), before: signal(undefined) };
  searches.set(session, search);
  return search;
}

/** Every option of a run, from the schema. */
export function View({ session }: ViewProps) {
  const search = settingsSearch(session);
  const { query, onlyChanged, before } = search;
  const settings = useComputed(() => readSettings(session.options.value)).value;
  const running = useComputed(() => {
    const { info } = session.live.value;
    return session.activity.value === 'idle' ? undefined : info?.options;
  }).value as Readonly<Record<string, unknown>> | undefined;

  const all = [...settings.options.values()];
  const changed = all.filter(({ isSet }) => isSet);
  const runs = ({ field: { name }, text }: Setting) => {
    const value = running && name in running ? formatValue(running[name]) : text;
    // The run has a name where none was given.
    return value === text || ((name === 'run_name' || name === 'output_dir') && text === 'none') ? undefined : value;
  };
  const set = (name: string, text: string | undefined) =>
    session.setOptions(name === 'tasks' ? chooseTasks(session.options.value, text) : { [name]: text });
  const row = (setting: Setting) => (
    <SettingRow
      key={setting.field.name}
      setting={setting}
      running={runs(setting)}
      recipe={settings.recipe?.name}
      loss={settings.options.get('loss_type')!.text}
      check={(text) => readSettings({ ...session.options.value, [setting.field.name]: text }).options}
      set={set}
    />
  );

  const isFiltered = query.value.trim() !== '' || onlyChanged.value;
  const shown = (setting: Setting) => (!onlyChanged.value || setting.isSet) && matches(setting, query.value);
  const rest = all.filter(({ field: { name } }) => !OF_THE_RECIPE.includes(name));
  const sections = [
    { title: 'First of all', settings: MAIN.map((name) => settings.options.get(name)!) },
    ...[...new Set(rest.map(({ field }) => field.group))].map((group) => ({
      title: group,
      settings: rest.filter(({ field }) => field.group === group && !MAIN.includes(field.name)),
    })),
  ];
  const found = sections
    .map(({ title, settings }) => ({ title, settings: settings.filter(shown) }))
    .filter(({ settings }) => settings.length > 0);
  const withRecipe = OF_THE_RECIPE.some((name) => shown(settings.options.get(name)!));
  const later = rest.filter((setting) => runs(setting) !== undefined).length;
  const start = useStartRun(session);
  const command = trainCommand(settings, start ? [start] : []);

  return (
    <div class="card settings">
      <div class="card-head">
        <input
          type="search"
          aria-label="Search the settings"
          placeholder={`Search ${all.length} settings`}
          value={query.value}
          onInput={({ currentTarget }) => {
            query.value = currentTarget.value;
          }}
        />
        <Checkbox
          class="check"
          checked={onlyChanged.value}
          onCheck={(on) => {
            onlyChanged.value = on;
          }}
        >
          changed only ({changed.length})
        </Checkbox>
        {changed.length === 0 && before.value ? (
          <button
            type="button"
            key="all"
            onClick={() => {
              session.setOptions(before.value!);
              before.value = undefined;
            }}
          >
            Undo
          </button>
        ) : (
          <button
            type="button"
            key="all"
            disabled={changed.length === 0}
            onClick={() => {
              before.value = session.options.value;
              session.setOptions(Object.fromEntries(changed.map(({ field }) => [field.name, undefined])));
            }}
          >
            All back to default
          </button>
        )}
      </div>
      <div class="settings-list">
        {settings.conflict && (
          <div class="notice" role="alert">
            <p>
              <code class="cause">{settings.conflict.option}</code>: {settings.conflict.reason}.
            </p>
          </div>
        )}
        {later > 0 && (
          <p class="restart" role="status">
            {later === 1 ? 'One setting differs' : `${later} settings differ`} from the run in progress, and{' '}
            {later === 1 ? 'applies' : 'apply'} on restart.
          </p>
        )}
        {withRecipe && <RecipeSection session={session} settings={settings} />}
        {found.map(({ title, settings }, index) =>
          isFiltered || (index === 0 && title === sections[0].title) ? (
            <section key={title} aria-label={title}>
              <h2>{title}</h2>
              {settings.map(row)}
            </section>
          ) : (
            <details key={title} open={settings.some(({ wrong }) => wrong !== undefined)}>
              <summary>
                <h2>{title}</h2>
                <span class="label">{settingsSummary(settings)}</span>
              </summary>
              {settings.map(row)}
            </details>
          ),
        )}
        {found.length === 0 && !withRecipe && <p class="label">No setting matches.</p>}
      </div>
      <div class="settings-foot">
        {settings.options.get('tasks')!.text === OWN_TASKS && <OwnTasksFile session={session} />}
        {start !== undefined && <SavedCheckpoint session={session} run={start} />}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard as well */}
        <code tabIndex={0}>{command}</code>
        <WrongValues settings={all} search={search} />
        <CopyButton label="Copy as command" title="The same run in a terminal" text={() => command} />
      </div>
    </div>
  );
}

function matches({ field }: Setting, query: string): boolean {
  const text = [field.name, ...field.aliases, field.group, field.description, field.source].join(' ').toLowerCase();
  const words = query.toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word) || text.includes(word.replaceAll('-', '_')));
}

function settingsSummary(settings: readonly Setting[]): string {
  const changed = settings.filter(({ isSet }) => isSet).length;
  return changed === 0 ? String(settings.length) : `${settings.length} · ${changed} changed`;
}

/** How many values are wrong, wherever they stand: the way to the first of them. */
function WrongValues({ settings, search }: { settings: readonly Setting[]; search: Search }) {
  const wrong = settings.filter((setting) => setting.wrong !== undefined);
  if (wrong.length === 0) return null;
  const goThere = () => {
    search.query.value = '';
    search.onlyChanged.value = false;
    // By then the row is there, whatever was looked for before.
    requestAnimationFrame(() => {
      const control = document.getElementById(settingId(wrong[0].field.name));
      const section = control?.closest('details');
      if (section) section.open = true;
      control?.scrollIntoView({ block: 'center' });
      control?.focus({ preventScroll: true });
    });
  };
  return (
    <button type="button" class="quiet bad" onClick={goThere}>
      {wrong.length === 1 ? '1 invalid value' : `${wrong.length} invalid values`}
    </button>
  );
}
