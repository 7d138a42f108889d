import type { EdgeSet } from '../edge-set.ts';
import { addAlarms, addRollbackAlarms } from './alarms.ts';
import { addGrants, addManagedPolicies } from './grants.ts';
import { addAuthorizers, addPermissions, addRoutes } from './routes.ts';
import { addRules } from './rules.ts';
import { addDeadLetters, addEncryption, addQueuePolicies } from './storage.ts';
import { addInvokeConfigs, addMappings, addSchedules } from './triggers.ts';
import { addCustomResources, addEnvironments } from './wires.ts';

/** Every edge that the templates give evidence of. What only confirms an edge comes after all that makes one. */
export const addEdges = (edges: EdgeSet, domains: ReadonlySet<string>): void => {
  addGrants(edges);
  addManagedPolicies(edges);
  addMappings(edges);
  addInvokeConfigs(edges);
  addSchedules(edges);
  addRules(edges);
  addRoutes(edges);
  addAuthorizers(edges);
  addEncryption(edges);
  addDeadLetters(edges);
  addAlarms(edges, domains);
  addRollbackAlarms(edges);
  addCustomResources(edges);
  addPermissions(edges);
  addQueuePolicies(edges);
  addEnvironments(edges);
};
