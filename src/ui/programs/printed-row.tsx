import './printed-row.css';

/** Lines that stand open; what is longer unfolds. */
const OPEN_LINES = 5;

/** Under a test in a table: what the program printed on its console meanwhile, if it did. */
export function PrintedRow({ printed, columns }: { printed?: string; columns: number }) {
  if (printed === undefined) return null;
  const lines = printed.replace(/\n$/, '').split('\n');
  // A single line is not worth unfolding.
  const open = lines.length > OPEN_LINES + 1 ? OPEN_LINES : lines.length;
  const rest = lines.slice(open);
  return (
    <tr class="printed">
      <td colSpan={columns}>
        <span class="label">printed</span>
        <div>
          <pre>{lines.slice(0, open).join('\n')}</pre>
          {rest.length > 0 && (
            <details>
              <summary class="label">{rest.length} more lines</summary>
              <pre>{rest.join('\n')}</pre>
            </details>
          )}
        </div>
      </td>
    </tr>
  );
}
