import { useState } from 'preact/hooks';
import type { Workshop } from './workshop';

interface Props {
  workshop: Workshop;
  /** Reads a text and says what is wrong with it. */
  onText(text: string, source: string): void;
  onFile(file: File): void;
}

/** Problems from a file or from a text. */
export function ImportPanel({ workshop, onText, onFile }: Props) {
  const [text, setText] = useState('');
  const report = workshop.imported.value;
  return (
    <section class="own-import" aria-label="Import">
      <p>
        One JSON object a line: what “Export” writes and <code>--tasks</code> reads, or HumanEval-X, MBXP (JavaScript)
        and lists of assertions as in MBPP. Choose a file, drop one here, or paste.
      </p>
      <input
        type="file"
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
          <p>
            {report.source}: {report.taken} of {report.read} {report.read === 1 ? 'row' : 'rows'} taken
            {report.skipped.length > 0 ? `, ${report.skipped.length} left out:` : '.'}
          </p>
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
