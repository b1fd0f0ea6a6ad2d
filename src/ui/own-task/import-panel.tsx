import { useEffect, useRef, useState } from 'preact/hooks';
import type { DraftEditor } from './draft-editor';
import type { ImportReport } from './import-drafts';

interface Props {
  editor: DraftEditor;
  /** Reads a text and says what is wrong with it. */
  onText(text: string, source: string): void;
  onFile(file: File): void;
}

/** Problems from a file or from a text. */
export function ImportPanel({ editor, onText, onFile }: Props) {
  const [text, setText] = useState('');
  const report = editor.imported.value;
  const panel = useRef<HTMLElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  // It opens above whatever part of the problem is in view.
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' });
    choose.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section class="own-import" aria-label="Import" ref={panel}>
      <p>
        One JSON object a line: what “Export” writes and <code>--tasks</code> reads, or HumanEval-X, MBXP (JavaScript)
        and lists of assertions as in MBPP. Choose a file, drop one here, or paste.
      </p>
      <button type="button" ref={choose} onClick={() => input.current?.click()}>
        Choose a file
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="A JSONL file"
        accept=".jsonl,.json,.ndjson,.txt,application/json,text/plain"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file) onFile(file);
          currentTarget.value = '';
        }}
      />
      <textarea
        rows={3}
        aria-label="JSONL"
        placeholder='{"prompt": "x: add 4\n", "entry": "f", "prefix": "const f=", "tests": [{"args": [1], "expected": 5}]}'
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="button" disabled={text.trim() === ''} onClick={() => onText(text, 'the pasted text')}>
        Import this text
      </button>
      {report && (
        <div role="status">
          <p>{importSummary(report)}</p>
          {report.skipped.length > 0 && (
            <ul class="own-skipped">
              {report.skipped.map(({ line, id, reason }) => (
                <li key={line}>
                  line {line}
                  {id && `, ${id}`}: {reason}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}

function importSummary({ source, taken, read, same, skipped }: ImportReport): string {
  const parts = [
    `${taken} of ${read} ${read === 1 ? 'row' : 'rows'} taken`,
    same > 0 && `${same} already here`,
    skipped.length > 0 && `${skipped.length} left out`,
  ];
  return `${source}: ${parts.filter(Boolean).join(', ')}${skipped.length > 0 ? ':' : '.'}`;
}
