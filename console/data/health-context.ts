import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { HealthAnswer } from './shapes.ts';
import type { Query } from './use-query.ts';

const SystemHealthContext = createContext<Query<HealthAnswer> | undefined>(undefined);

export const HealthContext = SystemHealthContext.Provider;

/** How the system is, which the page asks once for all of its rooms. Its tag stands for the system and its health. */
export const useHealth = (): Query<HealthAnswer> => {
  const health = useContext(SystemHealthContext);
  if (health === undefined) throw new Error('a room is drawn outside of the shell');
  return health;
};
