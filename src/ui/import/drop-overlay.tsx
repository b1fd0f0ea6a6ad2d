import { useEffect, useState } from 'preact/hooks';
import './drop-overlay.css';
import type { Session } from '../session/session';

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

/** Files can be dropped anywhere on the page. */
export function DropOverlay({ session }: { session: Session }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (hasFiles(event)) setOver(true);
    };
    addEventListener('dragenter', enter);
    return () => removeEventListener('dragenter', enter);
  }, []);
  if (!over) return null;
  return (
    // The button "Import" does the same for the keyboard.
    <section
      class="drop-overlay"
      aria-label="Drop files"
      onDragOver={(event) => event.preventDefault()}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const entries = event.dataTransfer ? droppedEntries(event.dataTransfer) : [];
        void import('./import-files').then(({ importEntries }) => importEntries(session, entries));
      }}
    >
      <p>
        <b>Drop it here</b>
        <span>a checkpoint (.zip or its folder), the metrics and programs of a run, or problems as .jsonl</span>
      </p>
    </section>
  );
}

/** What a drop holds: asked while the event is handled, as the browser forgets it afterwards. */
function droppedEntries({ items, files }: DataTransfer): (FileSystemEntry | File)[] {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry != null);
  return entries.length > 0 ? entries : [...files];
}
