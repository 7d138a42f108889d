import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a deleted client stays in its directory',
  file: 'functions/identity/store/commit/client-changes.ts',
  profile: 'identity',
  from: '{ Delete: { TableName: table, Key: directoryKey(client.tenant, client.createdAt, client.id) } },',
  to: '{ Delete: { TableName: table, Key: directoryKey(client.tenant, client.createdAt + 1, client.id) } },',
};
