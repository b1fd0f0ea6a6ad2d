import { COMPARE_MODES, type Compare } from '../../sandbox/types';
import { Checkbox, Options } from '../common/inputs';
import { CodeField } from './code-field';
import { type Draft, type DraftFault, entryName, type Field, hasInput, type Kind } from './draft';
import { promptHint, VOCABULARY } from './prompt-hint';
import { TestEditor, Wrong } from './test-editor';

interface Props {
  draft: Draft;
  faults: readonly DraftFault[];
  /** The folder of the model that the next run trains. */
  model: string | undefined;
  onEdit(change: Partial<Draft>): void;
}

/** All that a problem says. */
export function ProblemForm({ draft, faults, model, onEdit }: Props) {
  const wrong = (field: Field) =>
    faults.filter((fault) => fault.field === field).map(({ message }) => <Wrong key={message} message={message} />);
  const isWrong = (field: Field) => faults.some((fault) => fault.field === field);
  const hint = promptHint(draft, model);
  const isFunction = draft.kind === 'function';
  return (
    <>
      <div class="own-field">
        <label>
          <span class="own-name">Prompt</span>
          <textarea
            rows={Math.min(8, Math.max(1, draft.prompt.split('\n').length))}
            value={draft.prompt}
            spellcheck={false}
            aria-invalid={isWrong('prompt')}
            onInput={({ currentTarget }) => onEdit({ prompt: currentTarget.value })}
          />
        </label>
        {wrong('prompt')}
        {hint && (
          <div class="own-hint-row">
            <p class={`own-hint ${hint.known ? 'known' : ''}`}>
              {hint.text}{' '}
              {hint.fix && (
                <button type="button" class="link" onClick={() => onEdit({ ...hint.fix })}>
                  Add the line end
                </button>
              )}
            </p>
            <Vocabulary />
          </div>
        )}
      </div>
      <div class="own-field own-signature">
        <label>
          <span class="own-name">Signature</span>
          <input
            value={draft.prefix}
            spellcheck={false}
            autocapitalize="off"
            autocomplete="off"
            aria-invalid={isWrong('prefix')}
            onInput={({ currentTarget: { value } }) =>
              onEdit({ prefix: value, entry: (isFunction && entryName(value)) || draft.entry })
            }
          />
        </label>
        {isFunction && (
          <label>
            <span class="own-name">Function to call</span>
            <input
              value={draft.entry}
              spellcheck={false}
              autocapitalize="off"
              autocomplete="off"
              aria-invalid={isWrong('entry')}
              onInput={({ currentTarget }) => onEdit({ entry: currentTarget.value })}
            />
          </label>
        )}
        <p class="label">Every program begins with the signature; the model writes what comes after it.</p>
        {wrong('prefix')}
        {wrong('entry')}
      </div>
      <TestEditor key={draft.key} draft={draft} faults={faults} onEdit={onEdit} />
      <div class="own-field">
        <h3>Reference</h3>
        <p class="label">
          What a model could write after {draft.prefix ? <code>{draft.prefix.trim()}</code> : 'the prompt'}
        </p>
        <CodeField
          key={draft.key}
          label="Reference"
          text={draft.reference}
          invalid={isWrong('reference')}
          onEdit={(reference) => onEdit({ reference })}
        />
        {wrong('reference')}
      </div>
      <Details draft={draft} onEdit={onEdit} wrong={wrong} />
    </>
  );
}

function Vocabulary() {
  return (
    <details class="own-vocabulary">
      <summary>The words it knows</summary>
      <dl>
        {VOCABULARY.map(({ letter, of, words }) => (
          <div key={letter}>
            <dt>
              <code>{letter}:</code> {of}
            </dt>
            <dd>
              <code>{words}</code>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'function', label: 'a function is called' },
  { value: 'stdio', label: 'a program reads and prints' },
  { value: 'script', label: 'a program prints' },
  { value: 'answer', label: 'a text is compared, not run' },
];

const MODES: Record<Compare['mode'], string> = {
  strict: 'exactly equal',
  loose: 'equal by ==',
  float: 'numbers nearly equal',
  json: 'equal as JSON',
  tokens: 'the same words',
};

interface DetailsProps {
  draft: Draft;
  onEdit(change: Partial<Draft>): void;
  wrong(field: Field): preact.ComponentChildren;
}

function Details({ draft, onEdit, wrong }: DetailsProps) {
  const { compare } = draft;
  const chooseMode = (mode: Compare['mode']) =>
    onEdit({ compare: mode === 'strict' && !compare?.unordered ? undefined : { ...compare, mode } });
  const chooseOrder = (unordered: boolean) => {
    const { unordered: _, ...rest } = compare ?? { mode: 'strict' as const };
    onEdit({ compare: unordered ? { ...rest, unordered } : rest.mode === 'strict' ? undefined : rest });
  };
  return (
    <details class="own-more">
      <summary>More: name, kind, comparison</summary>
      <div class="own-more-fields">
        <label>
          Name
          <input
            value={draft.id}
            placeholder="its prompt"
            onInput={({ currentTarget }) => onEdit({ id: currentTarget.value })}
          />
        </label>
        <label>
          Kind
          <select value={draft.kind} onChange={({ currentTarget }) => onEdit({ kind: currentTarget.value as Kind })}>
            <Options choices={KINDS} />
          </select>
        </label>
        <label>
          A result is right when it is
          <select
            value={compare?.mode ?? 'strict'}
            onChange={({ currentTarget }) => chooseMode(currentTarget.value as Compare['mode'])}
          >
            <Options choices={COMPARE_MODES.map((mode) => ({ value: mode, label: MODES[mode] }))} />
          </select>
        </label>
        {hasInput(draft.kind) && (
          <Checkbox class="own-tick" checked={compare?.unordered ?? false} onCheck={chooseOrder}>
            The order of items does not count
          </Checkbox>
        )}
        <Checkbox class="own-tick" checked={draft.lineEnd} onCheck={(lineEnd) => onEdit({ lineEnd })}>
          A line end follows the prompt
        </Checkbox>
      </div>
      {wrong('id')}
      {wrong('compare')}
    </details>
  );
}
