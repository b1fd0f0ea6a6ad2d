/** "Your task": problems of one's own, checked by the judge, trained on, and taken in and out as JSONL. */
import './own-task.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../../common/errors';
import { connectJudge } from '../../sandbox/port';
import type { Session, ViewProps } from '../session/session';
import { CheckReport, verdictOf } from './check-report';
import { countsInWords } from './counts';
import { type Draft, emptyDraft, jsonlOf, nameOf, readDrafts } from './draft';
import { EXAMPLES } from './examples';
import type { WithJudge } from './import-drafts';
import { ImportPanel } from './import-panel';
import { openJudge } from './open-judge';
import { ProblemForm } from './problem-form';
import { promptHint } from './prompt-hint';
import { trainOn } from './train-on';
import { Workshop } from './workshop';

/** Kept while the page is open, whatever the stage shows. */
let opened: Workshop | undefined;

/** A judge in a sandboxed frame of its own, which is gone afterwards with whatever a program left in it. */
const withJudge =
  (session: Session): WithJudge =>
  async (use) => {
    const { port, remove } = await openJudge(session.options.value);
    try {
      return await use(connectJudge(port));
    } finally {
      port.close();
      remove();
    }
  };

export function workshopOf(session: Session): Workshop {
  opened ??= new Workshop(withJudge(session));
  return opened;
}

export function View({ session }: ViewProps) {
  const workshop = workshopOf(session);
  const [problem, setProblem] = useState<string>();
  const [dropping, setDropping] = useState(false);
  const check = useRef<HTMLDivElement>(null);
  const importing = workshop.importing.value;
  const setImporting = (on: boolean) => {
    workshop.importing.value = on;
  };
  const draft = workshop.chosen.value;
  const drafts = workshop.drafts.value;
  const { model } = session.options.value;
  const faults = workshop.faults.value.find((wrong) => wrong.draft === draft)?.faults ?? [];
  const found = workshop.checks.value[draft.key];
  const checking = Object.values(workshop.checks.value).some(({ state }) => state === 'running');

  const takeText = (text: string, source: string) =>
    void workshop.import(text, source).then(
      () => setProblem(undefined),
      (error) => setProblem(messageOf(error)),
    );
  const takeFile = (file: File) => void file.text().then((text) => takeText(text, file.name));

  const runCheck = (which: readonly Draft[]) => {
    setProblem(undefined);
    void workshop.check(which).then(() => check.current?.scrollIntoView({ block: 'nearest' }));
  };

  const train = (until: 'first' | 'end') => {
    const { set } = workshop;
    const [wrong] = workshop.faults.value;
    if (wrong) workshop.choose(wrong.draft.key);
    if (!set.value) {
      setProblem(
        wrong
          ? `${nameOf(wrong.draft)}: ${wrong.faults[0].message}`
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
        <Examples workshop={workshop} />
        <button type="button" aria-expanded={importing} onClick={() => setImporting(!importing)}>
          Import
        </button>
        <button type="button" onClick={() => download(drafts)}>
          Export
        </button>
      </div>
      <div class="own-body">
        <ProblemList workshop={workshop} />
        <div class="own-form">
          {importing && <ImportPanel workshop={workshop} onText={takeText} onFile={takeFile} />}
          <Former workshop={workshop} />
          <ProblemForm draft={draft} faults={faults} model={model} onEdit={(change) => workshop.edit(change)} />
          <div ref={check}>{found && <CheckReport check={found} draft={draft} />}</div>
        </div>
      </div>
      <div class="own-foot">
        <p aria-live="polite">
          {problem !== undefined ? (
            <span class="own-wrong">{problem}</span>
          ) : (
            <Outlook workshop={workshop} model={model} />
          )}
        </p>
        {checking ? (
          <button type="button" onClick={() => workshop.stopChecking()}>
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
function Outlook({ workshop, model }: { workshop: Workshop; model: string | undefined }) {
  const set = workshop.set.value;
  const draft = workshop.chosen.value;
  const { kind, text } = verdictOf(workshop.checks.value[draft.key], draft);
  const many = set?.same && set.train >= 8;
  const unread = workshop.drafts.value.filter((one) => promptHint(one, model)?.fix).length;
  return (
    <>
      {unread > 0 && (
        <span class="own-wrong">
          {unread === 1 ? 'One prompt lacks' : `${unread} prompts lack`} the line end that the model waits for.{' '}
          <button type="button" class="link" onClick={() => workshop.fixPrompts(model)}>
            Add {unread === 1 ? 'it' : 'them'}
          </button>{' '}
        </span>
      )}
      {text && (
        <span class={`own-verdict ${kind}`}>{kind === 'good' || kind === 'hint' ? `checked: ${text}` : text}</span>
      )}
      {text && set && ' · '}
      {!workshop.isKept.value && <span class="own-wrong">Too much for this browser to keep: export it. </span>}
      {set && `Trains on ${countsInWords(set)}.`}
      {many && (
        <button type="button" class="link" onClick={() => workshop.holdOutSome()}>
          Hold out one in eight
        </button>
      )}
    </>
  );
}

function Examples({ workshop }: { workshop: Workshop }) {
  return (
    <select
      aria-label="Examples"
      value=""
      onChange={({ currentTarget }) => {
        const example = EXAMPLES[Number(currentTarget.value)];
        currentTarget.value = '';
        workshop.replace(example.drafts());
      }}
    >
      <option value="" disabled hidden>
        Examples
      </option>
      {EXAMPLES.map(({ label }, i) => (
        <option key={label} value={i}>
          {label}
        </option>
      ))}
    </select>
  );
}

function ProblemList({ workshop }: { workshop: Workshop }) {
  const chosen = workshop.chosen.value;
  const wrong = new Set(workshop.faults.value.map(({ draft }) => draft));
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen.key]);
  return (
    <nav class="own-list" aria-label="Problems">
      <ul ref={list}>
        {workshop.drafts.value.map((draft) => {
          const verdict = verdictOf(workshop.checks.value[draft.key], draft);
          const state = wrong.has(draft) ? { kind: 'bad', text: 'not complete' } : verdict;
          return (
            <li key={draft.key}>
              <button
                type="button"
                aria-current={draft === chosen ? 'true' : undefined}
                onClick={() => workshop.choose(draft.key)}
              >
                <span class="name">{nameOf(draft)}</span>
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
        <button type="button" onClick={() => workshop.add([emptyDraft()])}>
          Add
        </button>
        <button type="button" onClick={() => workshop.duplicate()}>
          Duplicate
        </button>
        <button type="button" onClick={() => workshop.remove()}>
          Remove
        </button>
        <label class="own-tick">
          <input
            type="checkbox"
            checked={chosen.heldout}
            onChange={({ currentTarget }) => workshop.edit({ heldout: currentTarget.checked })}
          />
          Hold out: score only
        </label>
      </div>
    </nav>
  );
}

function Former({ workshop }: { workshop: Workshop }) {
  const former = workshop.former.value;
  if (!former) return null;
  return (
    <p class="own-former" role="status">
      {former.what}{' '}
      <button type="button" class="link" onClick={() => workshop.undo()}>
        Undo
      </button>
    </p>
  );
}

/** Saves the problems that are complete, each with its split. */
function download(drafts: readonly Draft[]): void {
  const { rows } = readDrafts(drafts);
  const url = URL.createObjectURL(new Blob([jsonlOf(rows)], { type: 'application/jsonl' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'kata-tasks.jsonl';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
