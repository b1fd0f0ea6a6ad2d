/** CodeMirror with the page's colours. Loaded when a code field is first shown. */
import { javascript } from '@codemirror/lang-javascript';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { EditorView, minimalSetup } from 'codemirror';

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--soft)' },
  { tag: [tags.keyword, tags.bool, tags.null], color: 'var(--accent)' },
  { tag: [tags.string, tags.regexp], color: 'var(--good)' },
  { tag: tags.number, color: 'var(--bad)' },
]);

export interface Editor {
  /** Shows another text; the same one changes nothing. */
  show(text: string): void;
  destroy(): void;
}

export function openEditor(parent: HTMLElement, text: string, label: string, onEdit: (text: string) => void): Editor {
  let showing = false;
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      syntaxHighlighting(colours),
      minimalSetup,
      javascript(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !showing) onEdit(update.state.doc.toString());
      }),
    ],
  });
  return {
    show(next) {
      if (next === view.state.doc.toString()) return;
      showing = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      showing = false;
    },
    destroy: () => view.destroy(),
  };
}
