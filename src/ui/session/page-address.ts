/** What the page's address says, as signals: the view, the lesson and the options. The browser's Back and Forward lead through the views and lessons. */
import { type Signal, signal } from '@preact/signals';
import { type Address, type OptionTexts, readHash, withChange, writeHash } from '../options/hash-options';
import { isView, type ViewName } from '../view-names';

/** The mark of the history's entries that this page made. */
const OF_THE_PAGE = 'kata';

export class PageAddress {
  /** What it said when the page was opened, or when somebody changed it by hand. */
  readonly link: Signal<Address>;
  /** What the next run is asked for, by option; those that are not here have their defaults. */
  readonly options: Signal<OptionTexts>;
  readonly view: Signal<ViewName> = signal('programs');
  /** The lesson that is open, by its name. */
  readonly lesson: Signal<string | undefined> = signal(undefined);

  /** `onFollowed` hears of a place that the browser led to, and of the view before. */
  constructor(private readonly onFollowed: (before: ViewName) => void) {
    this.link = signal(readHash(location.hash));
    this.options = signal(this.link.value.options);
    this.#goTo(this.link.value);
    this.#write();
    addEventListener('hashchange', () => this.#follow());
  }

  /** Undefined takes an option back. */
  setOptions(texts: Readonly<Record<string, string | undefined>>): void {
    this.options.value = withChange(this.options.value, texts);
    this.#write();
  }

  /** Another view; `along` where that belongs to what was done before, so that the browser's Back takes back both. */
  show(view: ViewName, along = false): void {
    const goes = view !== this.view.value && !along;
    this.view.value = view;
    this.#write(goes);
  }

  openLesson(name: string | undefined): void {
    const goes = name !== this.lesson.value;
    this.lesson.value = name;
    this.#write(goes);
  }

  /** Back and forward lead to a place of the page, with the options of now; an address that somebody wrote says both. */
  #follow(): void {
    const address = readHash(location.hash);
    if (history.state !== OF_THE_PAGE) {
      this.link.value = address;
      this.options.value = address.options;
    }
    const before = this.view.value;
    this.#goTo(address);
    this.onFollowed(before);
    this.#write();
  }

  #goTo({ view, lesson }: Address): void {
    this.view.value = isView(view) ? view : 'programs';
    this.lesson.value = lesson;
  }

  /** `goes`: to another place, from which the browser's Back leads to this one. */
  #write(goes = false): void {
    const view = this.view.value === 'programs' ? undefined : this.view.value;
    const hash = writeHash({ view, lesson: this.lesson.value, options: this.options.value });
    const address = hash || location.pathname + location.search;
    if (goes) history.pushState(OF_THE_PAGE, '', address);
    else history.replaceState(OF_THE_PAGE, '', address);
  }
}
