/** "Your task": problems of one's own, checked by the judge, trained on, and taken in and out as JSONL. */
import './own-task.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../../common/errors';
import { download } from '../common/download';
import { Checkbox, Options } from '../common/inputs';
import type { ViewProps } from '../session/session';
import { CheckReport, checkVerdict } from './check-report';
import { type Draft, draftName, emptyDraft, formatProblems, readDrafts } from './draft';
import { type DraftEditor, draftEditor } from './draft-editor';
import { EXAMPLES } from './examples';
import { ImportPanel } from './import-panel';
import { countsInWords } from './own-problems';
import { ProblemForm } from './problem-form';
import { promptHint } from './prompt-hint';
import { trainOn } from './train-on';

export function View({ session }: ViewProps) {
  const editor = draftEditor(session);
  const [problem, setProblem] = useState<string>();
  const [dropping, setDropping] = useState(false);
  const check = useRef<HTMLDivElement>(null);
  const importing = editor.importing.value;
  const setImporting = (on: boolean) => {
    editor.importing.value = on;
  };
  const draft = editor.chosen.value;
  const drafts = editor.drafts.value;
  const { model } = session.options.value;
  const faults = editor.faults.value.find((wrong) => wrong.draft === draft)?.faults ?? [];
  const found = editor.checks.value[draft.key];
  const checking = Object.values(editor.checks.value).some(({ state }) => state === 'running');

  const takeText = (text: string, source: string) =>
    void editor.import(text, source).then(
      () => setProblem(undefined),
      (error) => setProblem(messageOf(error)),
    );
  const takeFile = (file: File) => void file.text().then((text) => takeText(text, file.name));

  const runCheck = (which: readonly Draft[]) => {
    setProblem(undefined);
    void editor.check(which).then(() => check.current?.scrollIntoView({ block: 'nearest' }));
  };

  const train = (until: 'first' | 'end') => {
    const { set } = editor;
    const [wrong] = editor.faults.value;
    if (wrong) editor.choose(wrong.draft.key);
    if (!set.value) {
      setProblem(
        wrong
          ? `${draftName(wrong.draft)}: ${wrong.faults[0].message}`
          : 'Every problem is held out: leave at least one to train on.',
      );
      return;
    }
    setProblem(undefined);
    void trainOn(session, set.value, until);
  };

  return (
    <section
      class={`card own-task ${dropping ? 'dropping' : ''}`}
      aria-label="Problems of your own"
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        setImporting(true);
        const file = event.dataTransfer?.files[0];
        if (file) takeFile(file);
      }}
    >
      <div class="own-head">
        <h2>Your task</h2>
        <Examples editor={editor} />
        <button type="button" aria-expanded={importing} onClick={() => setImporting(!importing)}>
          Import
        </button>
        <button type="button" onClick={() => exportDrafts(drafts)}>
          Export
        </button>
      </div>
      <div class="own-body">
        <ProblemList editor={editor} />
        <div class="own-form">
          {importing && <ImportPanel editor={editor} onText={takeText} onFile={takeFile} />}
          <Former editor={editor} />
          <ProblemForm draft={draft} faults={faults} model={model} onEdit={(change) => editor.edit(change)} />
          <div ref={check}>{found && <CheckReport check={found} draft={draft} />}</div>
        </div>
      </div>
      <div class="own-foot">
        <p aria-live="polite">
          {problem !== undefined ? <span class="own-wrong">{problem}</span> : <Outlook editor={editor} model={model} />}
        </p>
        {checking ? (
          <button type="button" onClick={() => editor.stopChecking()}>
            Stop checking
          </button>
        ) : (
          <>
            {drafts.length > 1 && (
              <button type="button" onClick={() => runCheck(drafts)}>
                Check all
              </button>
            )}
            <button type="button" onClick={() => runCheck([draft])}>
              Check
            </button>
          </>
        )}
        {session.activity.value === 'idle' && (
          <button
            type="button"
            disabled={!session.canTrain.value}
            title="Programs of the model as it is, judged; training then waits for you"
            onClick={() => train('first')}
          >
            See what it writes
          </button>
        )}
        <button type="button" class="primary" disabled={!session.canTrain.value} onClick={() => train('end')}>
          {session.activity.value !== 'idle' && 'Stop the run, '}
          {session.activity.value === 'idle' ? 'Train' : 'train'} on {drafts.length === 1 ? 'it' : 'them'}
        </button>
      </div>
    </section>
  );
}

/** What a run would do, and what the last check said. */
function Outlook({ editor, model }: { editor: DraftEditor; model: string | undefined }) {
  const set = editor.set.value;
  const draft = editor.chosen.value;
  const { kind, text } = checkVerdict(editor.checks.value[draft.key], draft);
  const many = set?.same && set.train >= 8;
  const unread = editor.drafts.value.filter((one) => promptHint(one, model)?.fix).length;
  return (
    <>
      {unread > 0 && (
        <span class="own-wrong">
          {unread === 1 ? 'One prompt lacks' : `${unread} prompts lack`} the line end that the model waits for.{' '}
          <button type="button" class="link" onClick={() => editor.fixPrompts(model)}>
            Add {unread === 1 ? 'it' : 'them'}
          </button>{' '}
        </span>
      )}
      {text && (
        <span class={`own-verdict ${kind}`}>{kind === 'good' || kind === 'hint' ? `checked: ${text}` : text}</span>
      )}
      {text && set && ' · '}
      {!editor.isKept.value && <span class="own-wrong">Too much for this browser to keep: export it. </span>}
      {set && `Trains on ${countsInWords(set)}.`}
      {many && (
        <button type="button" class="link" onClick={() => editor.holdOutSome()}>
          Hold out one in eight
        </button>
      )}
    </>
  );
}

function Examples({ editor }: { editor: DraftEditor }) {
  return (
    <select
      aria-label="Examples"
      value=""
      onChange={({ currentTarget }) => {
        const example = EXAMPLES[Number(currentTarget.value)];
        currentTarget.value = '';
        editor.replace(example.drafts());
      }}
    >
      <option value="" disabled hidden>
        Examples
      </option>
      <Options choices={EXAMPLES.map(({ label }, value) => ({ value, label }))} />
    </select>
  );
}

function ProblemList({ editor }: { editor: DraftEditor }) {
  const chosen = editor.chosen.value;
  const wrong = new Set(editor.faults.value.map(({ draft }) => draft));
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen.key]);
  return (
    <nav class="own-list" aria-label="Problems">
      <ul ref={list}>
        {editor.drafts.value.map((draft) => {
          const verdict = checkVerdict(editor.checks.value[draft.key], draft);
          const state = wrong.has(draft) ? { kind: 'bad', text: 'not complete' } : verdict;
          return (
            <li key={draft.key}>
              <button
                type="button"
                aria-current={draft === chosen ? 'true' : undefined}
                onClick={() => editor.choose(draft.key)}
              >
                <span class="name">{draftName(draft)}</span>
                {(draft.heldout || state.text) && (
                  <small class={state.kind}>
                    {[draft.heldout && 'held out', state.text].filter(Boolean).join(' · ')}
                  </small>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      <div class="own-tools">
        <button type="button" onClick={() => editor.add([emptyDraft()])}>
          Add
        </button>
        <button type="button" onClick={() => editor.duplicate()}>
          Duplicate
        </button>
        <button type="button" onClick={() => editor.remove()}>
          Remove
        </button>
        <Checkbox class="own-tick" checked={chosen.heldout} onCheck={(heldout) => editor.edit({ heldout })}>
          Hold out: score only
        </Checkbox>
      </div>
    </nav>
  );
}

function Former({ editor }: { editor: DraftEditor }) {
  const former = editor.former.value;
  if (!former) return null;
  return (
    <p class="own-former" role="status">
      {former.what}{' '}
      <button type="button" class="link" onClick={() => editor.undo()}>
        Undo
      </button>
    </p>
  );
}

/** Saves the problems that are complete, each with its split. */
function exportDrafts(drafts: readonly Draft[]): void {
  download('kata-tasks.jsonl', [formatProblems(readDrafts(drafts).rows)], 'application/jsonl');
}
