import { type Route, route } from '../../../kernel/core/call.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { getSystemHealth } from '../../contract/api.ts';
import type { Health, SystemHealth } from '../../model/health.ts';
import { whereChanged } from './conditional.ts';
import type { PresentSystem } from './present-system.ts';
import { summaryView, viewOfAlarm } from './views.ts';

const overall = ({ troubled, of, watched }: SystemHealth): Health => {
  if (watched === 0) return 'unknown';
  const said = troubled.map(of);
  if (said.length === 0) return 'ok';
  return said.includes('down') ? 'down' : 'degraded';
};

const healthView = (system: PresentSystem) => {
  const { graph, health, seenAt } = system;
  const trouble = health.troubled.flatMap((id) => {
    const component = graph.component(id);
    if (component === undefined) return [];
    return [
      {
        ...summaryView(system, component),
        root: health.roots.includes(id),
        affects: health.affects(id),
        alarms: health
          .alarmsOf(id)
          .filter(({ state }) => state === 'alarm')
          .map(viewOfAlarm),
      },
    ];
  });
  const { roots, watched, silent } = health;
  return { health: overall(health), roots, trouble, watched, silent, seenAt: formatTime(seenAt) };
};

export const systemHealthRoute = (
  present: (requestId: string) => Promise<PresentSystem>,
): Route<typeof getSystemHealth> =>
  route(getSystemHealth, async (call) => {
    const system = await present(call.requestId);
    return whereChanged(call, system.mark, () => healthView(system));
  });
