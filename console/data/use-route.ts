import { useEffect, useState } from 'preact/hooks';
import { type Route, routeOf } from './route.ts';

/** Where the console is now. */
export const useRoute = (): Route => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const moved = (): void => setHash(location.hash);
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  return routeOf(hash);
};
