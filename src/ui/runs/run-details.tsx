import { useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../../common/errors';
import { download } from '../common/download';
import { useLoaded } from '../common/use-loaded';
import { EXPORTS, type Export } from '../export/exports';
import { hasPrograms } from '../export/run-files';
import { baseOf } from '../options/task-choice';
import { isLost, resumable, stepOfCheckpoint } from '../session/run-store';
import type { Session } from '../session/session';
import { lastSavedModel } from '../store/saved-model';
import type { RunData } from './run-data';
import type { SavedRuns } from './saved-runs';

interface Props {
  session: Session;
  saved: SavedRuns;
  data: RunData;
}

/** What can be done with a run: look, go on, train from it, rename, take away, remove. */
export function RunDetails({ session, saved, data: { run, updates, evaluations } }: Props) {
  const [asking, setAsking] = useState<'rename' | 'remove'>();
  const [failed, setFailed] = useState<string>();
  const rename = useRef<HTMLButtonElement>(null);
  const remove = useRef<HTMLButtonElement>(null);
  const idle = session.activity.value === 'idle';
  const busy = saved.busy.value.has(run.id);
  const checkpoint = resumable(run);
  const model = lastSavedModel(run);
  const isModel = session.options.value.model === model;
  const going = busy || (!idle && session.runId.value === run.id);
  const ready = idle && session.canTrain.value;

  const findPrograms = () => session.requireStore().then((store) => hasPrograms(store, run));
  const programs = useLoaded(() => findPrograms().catch(() => false), run.id, run.step) ?? false;

  const attempt = (work: () => Promise<unknown>) => {
    setFailed(undefined);
    work().catch((error) => setFailed(messageOf(error)));
  };
  const save = (what: Export) =>
    attempt(async () => {
      const store = await session.requireStore();
      const fresh = (await store.get(run.id)) ?? run;
      download(what.file(fresh), await what.make(store, fresh), what.type);
    });
  /** Back to the button that asked. */
  const close = () => {
    setAsking(undefined);
    (asking === 'remove' ? remove : rename).current?.focus();
  };
  return (
    <div class="run-details">
      <div class="actions">
        {run.step > 0 && (
          <button
            type="button"
            disabled={!idle}
            title={idle ? 'Its charts, programs and tokens, step by step' : 'When the run in progress is over'}
            onClick={() => attempt(async () => (await session.openRun(run.id)) && session.show('programs'))}
          >
            Open
          </button>
        )}
        {checkpoint && (
          <button type="button" disabled={!ready || busy} onClick={() => attempt(() => session.continueRun(run.id))}>
            Go on from step {stepOfCheckpoint(checkpoint)}
          </button>
        )}
        {model !== undefined && (
          <button
            type="button"
            aria-pressed={isModel}
            title="New runs start from its last checkpoint in place of the base model"
            onClick={() => session.setOptions({ model: isModel ? baseOf(session.options.value) : model })}
          >
            {isModel ? 'New runs start from it' : 'Start new runs from it'}
          </button>
        )}
        <button type="button" ref={rename} aria-expanded={asking === 'rename'} onClick={() => setAsking('rename')}>
          Rename
        </button>
        <button
          type="button"
          ref={remove}
          disabled={busy}
          aria-expanded={asking === 'remove'}
          onClick={() => setAsking('remove')}
        >
          Remove
        </button>
      </div>
      {!going && isLost(run) && <p class="label">no checkpoint yet: it cannot go on</p>}
      {asking === 'rename' && (
        <Rename
          name={run.name}
          onCancel={close}
          onDone={(name) => {
            attempt(() => saved.rename(run.id, name));
            close();
          }}
        />
      )}
      {asking === 'remove' && (
        <Confirm
          question={`Remove ${run.name} with its programs and checkpoints from this browser?`}
          onCancel={close}
          onDone={() => attempt(() => saved.remove(run.id))}
        />
      )}
      <p class="exports">
        <span class="label">Save</span>
        {EXPORTS.filter(({ has }) => has(run, { updates, evaluations, programs })).map((what) => (
          <button type="button" class="link" key={what.label} title={what.title} onClick={() => save(what)}>
            {what.label}
          </button>
        ))}
      </p>
      {failed !== undefined && (
        <p class="bad" role="alert">
          {failed}
        </p>
      )}
    </div>
  );
}

function Rename({ name, onDone, onCancel }: { name: string; onDone(name: string): void; onCancel(): void }) {
  const [text, setText] = useState(name);
  const [empty, setEmpty] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') setEmpty(true);
        else onDone(text.trim());
      }}
      onKeyDown={({ key }) => key === 'Escape' && onCancel()}
    >
      <label>
        Name{' '}
        <input
          ref={input}
          value={text}
          maxLength={80}
          aria-invalid={empty}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setEmpty(false);
          }}
        />
      </label>
      <button type="submit">Rename</button>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
      {empty && (
        <span class="bad" role="alert">
          A name has at least one character.
        </span>
      )}
    </form>
  );
}

function Confirm({ question, onDone, onCancel }: { question: string; onDone(): void; onCancel(): void }) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a dialog would cover what is asked about
    <div class="ask" role="group" aria-label={question} onKeyDown={({ key }) => key === 'Escape' && onCancel()}>
      <span>{question}</span>
      <button type="button" ref={keep} onClick={onCancel}>
        Keep
      </button>
      <button type="button" class="danger" onClick={onDone}>
        Remove it
      </button>
    </div>
  );
}
