import { useEffect, useRef } from 'preact/hooks';
import type { Editor } from './code-mirror';

interface Props {
  label: string;
  text: string;
  onEdit(text: string): void;
  invalid?: boolean;
}

/** Source text in an editor of its own; until its code is loaded, as plain text. */
export function CodeField({ label, text, onEdit, invalid }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  const latest = useRef({ text, onEdit });
  latest.current = { text, onEdit };
  useEffect(() => {
    let wanted = true;
    void import('./code-mirror').then(({ openEditor }) => {
      if (!wanted || !place.current) return;
      place.current.replaceChildren();
      editor.current = openEditor(place.current, latest.current.text, label, (edited) => latest.current.onEdit(edited));
    });
    return () => {
      wanted = false;
      editor.current?.destroy();
    };
  }, [label]);
  useEffect(() => editor.current?.show(text), [text]);
  // The text inside is drawn once: from then on the element is the editor's.
  const first = useRef(text);
  return (
    <div class={`own-code ${invalid ? 'invalid' : ''}`} ref={place}>
      <pre>{first.current}</pre>
    </div>
  );
}
