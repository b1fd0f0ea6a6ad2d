import { useEffect, useState } from 'preact/hooks';

/** What `load` resolves to for a key; undefined until then. Loads again when `version` changes, and keeps the value meanwhile. */
export function useLoaded<T>(load: () => Promise<T>, key?: unknown, version?: unknown): T | undefined {
  const [loaded, setLoaded] = useState<{ key: unknown; value: T }>();
  useEffect(() => {
    let wanted = true;
    void load().then((value) => wanted && setLoaded({ key, value }));
    return () => {
      wanted = false;
    };
  }, [key, version]);
  return loaded?.key === key ? loaded?.value : undefined;
}
