/** Where a reader is in the open lesson. It lasts as long as the tab, so that a reload goes on there. */
import { type OptionTexts, sameTexts } from '../options/hash-options';
import type { Revealed } from './lesson';

export interface Place {
  lesson: string;
  page: number;
  predicted?: number;
  revealed?: Revealed;
  /** Which of the things to try next was chosen. */
  tried?: number;
  /** What wins over the options of the lesson. */
  overrides: OptionTexts;
  /** What the page asked for: another address is another visit. */
  options: OptionTexts;
}

const KEY = 'kata-lesson';

/** Undefined: no lesson is open. */
export function keepPlace(place: Place | undefined): void {
  try {
    if (place) sessionStorage.setItem(KEY, JSON.stringify(place));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: the lesson begins anew after a reload.
  }
}

/** The place that was kept in this lesson, where the page asks for what it asked for then. */
export function keptPlace(lesson: string, options: OptionTexts): Place | undefined {
  try {
    const place: Place | null = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return place?.lesson === lesson && sameTexts(place.options, options) ? place : undefined;
  } catch {
    return undefined;
  }
}
