/** A colour for each runtime, which it keeps for as long as it is there. */
import { createContext, useContext, useState } from "react";

/** Told apart on light and dark ground, also by most people who are colour-blind. */
const palette = [
  "#2d8c84",
  "#dd9331",
  "#5b7bd5",
  "#c2557a",
  "#86a83c",
  "#8c63c7",
  "#3fa7c9",
  "#b0603a",
  "#6b7a99",
  "#cf7fc0",
];

/** Whom a place in the palette belongs to. */
export type Places = ReadonlyMap<string, number>;

/** @returns a place for each of `ids`: those who have one keep it, new ones get the first that is free */
export function assignPlaces(places: Places, ids: readonly string[]): Places {
  if (ids.length === places.size && ids.every((id) => places.has(id))) return places;
  const kept = new Map([...places].filter(([id]) => ids.includes(id)));
  const taken = new Set(kept.values());
  let next = 0;
  for (const id of ids) {
    if (kept.has(id)) continue;
    while (taken.has(next)) next++;
    taken.add(next);
    kept.set(id, next);
  }
  return kept;
}

/** Beyond the palette hues go round by the golden angle, so that no two neighbours are alike. */
export const colorAt = (place: number): string =>
  palette[place] ?? `hsl(${Math.round(place * 137.5) % 360} 45% ${place % 2 ? 44 : 60}%)`;

/** @returns the colour of a runtime; of one that is gone, a grey */
export type ColorOf = (id: string) => string;

const gone = "#9c9c96";

export function useOwnerColors(ids: readonly string[]): ColorOf {
  const [places, setPlaces] = useState<Places>(() => assignPlaces(new Map(), ids));
  const current = assignPlaces(places, ids);
  if (current !== places) setPlaces(current);
  return (id) => (current.has(id) ? colorAt(current.get(id)!) : gone);
}

export const ColorContext = createContext<ColorOf>(() => gone);

export const useColorOf = (): ColorOf => useContext(ColorContext);
