import { useRef } from 'preact/hooks';
import type { Session } from '../session/session';
import { importEntries, outcome } from './import-files';

/** Opens the file picker; a folder can be dropped anywhere on the page. */
export function ImportButton({ session }: { session: Session }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        title="A checkpoint (.zip, or its files together), the logs of a run, problems. All of it can be dropped on the page as well"
        onClick={() => input.current?.click()}
      >
        Import
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to import"
        onChange={({ currentTarget }) => {
          void importEntries(session, [...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}

/** What became of the files of the last import. */
export function ImportNotes({ session }: { session: Session }) {
  const last = outcome.value;
  if (!last) return null;
  return (
    <div class="import-notes">
      <div>
        <div role="status">
          {last.busy && <p>Reading…</p>}
          {last.taken.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
        {last.wrong.length > 0 && (
          <ul role="alert">
            {last.wrong.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
      {!last.busy && (
        <button
          type="button"
          aria-label="Close"
          onClick={() => {
            outcome.value = undefined;
            session.show('runs');
          }}
        >
          ×
        </button>
      )}
    </div>
  );
}
