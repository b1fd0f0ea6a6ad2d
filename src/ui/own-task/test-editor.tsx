import { useState } from 'preact/hooks';
import { messageOf } from '../../common/errors';
import { CodeField } from './code-field';
import { columnNames, type Draft, type DraftFault, type DraftTest, emptyTest, hasInput } from './draft';
import { testsOfText, textOfTests } from './test-text';

interface Props {
  draft: Draft;
  faults: readonly DraftFault[];
  onEdit(change: Partial<Draft>): void;
}

/** The tests as rows, or as a text with one a line. */
export function TestEditor({ draft, faults, onEdit }: Props) {
  const [asText, setAsText] = useState(false);
  const own = faults.filter(({ field }) => field === 'tests');
  return (
    <section class="own-field" aria-label="Tests">
      <div class="own-field-head">
        <h3>Tests</h3>
        <span class="label">a shown test is an example for people and is never paid</span>
        <button type="button" class="quiet" aria-pressed={asText} onClick={() => setAsText(!asText)}>
          {asText ? 'Edit as rows' : 'Edit as text'}
        </button>
      </div>
      {asText ? <AsText draft={draft} onEdit={onEdit} /> : <AsRows draft={draft} faults={own} onEdit={onEdit} />}
      {!asText && own.map(({ message }) => <Wrong key={message} message={message} />)}
    </section>
  );
}

export const Wrong = ({ message }: { message: string }) => <p class="own-wrong">{message}</p>;

function AsText({ draft, onEdit }: Omit<Props, 'faults'>) {
  const { tests, kind, entry } = draft;
  const [text, setText] = useState(() => textOfTests(tests, kind, entry));
  const [wrong, setWrong] = useState<string>();
  const edit = (edited: string) => {
    setText(edited);
    try {
      onEdit({ tests: testsOfText(edited, kind, entry) });
      setWrong(undefined);
    } catch (error) {
      setWrong(messageOf(error));
    }
  };
  return (
    <>
      <CodeField label="Tests, one a line" text={text} onEdit={edit} invalid={wrong !== undefined} />
      {wrong !== undefined && <Wrong message={wrong} />}
    </>
  );
}

function AsRows({ draft, faults, onEdit }: Props) {
  const { tests, kind } = draft;
  const columns = columnNames(kind);
  const put = (row: number, change: Partial<DraftTest>) =>
    onEdit({ tests: tests.map((test, i) => (i === row ? { ...test, ...change } : test)) });
  return (
    <>
      <table class={`own-tests ${hasInput(kind) ? '' : 'no-input'}`}>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">row</span>
            </th>
            {hasInput(kind) && <th scope="col">{columns.given}</th>}
            <th scope="col">{columns.wanted}</th>
            <th scope="col">shown</th>
            <th scope="col">
              <span class="visually-hidden">remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tests.map((test, row) => (
            <TestRow
              key={row}
              {...{ draft, test, row, columns }}
              faults={faults.filter((fault) => fault.row === row)}
              onEdit={(change) => put(row, change)}
              onRemove={() => onEdit({ tests: tests.filter((_, i) => i !== row) })}
            />
          ))}
        </tbody>
      </table>
      <button
        type="button"
        class="quiet"
        onClick={() => onEdit({ tests: [...tests, { ...emptyTest(), given: '', visible: false }] })}
      >
        + Add a test
      </button>
    </>
  );
}

interface RowProps {
  draft: Draft;
  test: DraftTest;
  row: number;
  columns: { given: string; wanted: string };
  faults: readonly DraftFault[];
  onEdit(change: Partial<DraftTest>): void;
  onRemove(): void;
}

function TestRow({ draft, test, row, columns, faults, onEdit, onRemove }: RowProps) {
  const name = `test ${row + 1}`;
  const isWrong = (cell: 'given' | 'wanted') => faults.some((fault) => fault.cell === undefined || fault.cell === cell);
  const Cell = draft.kind === 'function' && !test.code ? 'input' : 'textarea';
  const cell = (which: 'given' | 'wanted') => (
    <Cell
      value={test[which]}
      aria-label={`${name}, ${test.code ? 'script' : columns[which]}`}
      aria-invalid={isWrong(which)}
      spellcheck={false}
      autocapitalize="off"
      autocomplete="off"
      {...(Cell === 'textarea' && { rows: Math.min(6, test[which].split('\n').length) })}
      onInput={(event: Event) => onEdit({ [which]: (event.currentTarget as HTMLInputElement).value })}
    />
  );
  return (
    <tr class={faults.length > 0 ? 'wrong' : ''}>
      <th scope="row">{row + 1}</th>
      {test.code ? (
        <td colSpan={2}>{cell('given')}</td>
      ) : (
        <>
          {hasInput(draft.kind) && <td>{cell('given')}</td>}
          <td>{cell('wanted')}</td>
        </>
      )}
      <td class="tick">
        <input
          type="checkbox"
          checked={test.visible}
          aria-label={`${name} is shown`}
          onChange={({ currentTarget }) => onEdit({ visible: currentTarget.checked })}
        />
      </td>
      <td>
        <button type="button" class="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
          ×
        </button>
      </td>
    </tr>
  );
}
