/** @returns the browser's storage, or `null` where the person has forbidden it */
export function openStorage(): Storage | null {
  try {
    localStorage.getItem("");
    return localStorage;
  } catch {
    return null;
  }
}
