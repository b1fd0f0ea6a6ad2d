/** Where a reader is in the open lesson. It lasts as long as the tab, so that a reload goes on there. */
import { type OptionTexts, sameTexts } from '../options/hash-options';
import type { ViewName } from '../view-names';
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

/** What there was before the lesson; the problems of one's own are kept with them. */
export interface Before {
  options: OptionTexts;
  view: ViewName;
  slowMotion: boolean;
}

const PLACE = 'kata-lesson';
const BEFORE = 'kata-before-lesson';

/** Undefined: no lesson is open. */
export const keepPlace = (place: Place | undefined): void => keep(PLACE, place);

/** The place that was kept in this lesson, where the page asks for what it asked for then. */
export function keptPlace(lesson: string, options: OptionTexts): Place | undefined {
  const place = kept<Place>(PLACE);
  return place?.lesson === lesson && sameTexts(place.options, options) ? place : undefined;
}

export const keepBefore = (before: Before | undefined): void => keep(BEFORE, before);

export const keptBefore = (): Before | undefined => kept(BEFORE);

function keep(key: string, value: object | undefined): void {
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing: the lesson begins anew after a reload.
  }
}

function kept<T>(key: string): T | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
