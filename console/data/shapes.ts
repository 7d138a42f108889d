import type { components } from '../../clients/typescript/src/api.ts';

/** What the API answers, by the names that its document has for it. */
type Schemas = components['schemas'];

export type Health = Schemas['CatalogHealth']['health'];
export type Summary = Schemas['CatalogComponentSummary'];
export type GraphAnswer = Schemas['CatalogGraph'];
export type GraphNode = GraphAnswer['nodes'][number];
export type AlarmAnswer = Schemas['CatalogAlarm'];
export type EdgeLayers = Schemas['CatalogEdgeLayers'];
export type EvidentEdge = Schemas['CatalogEdge'];
export type Scorecard = Schemas['CatalogScorecard'];
export type ComponentAnswer = Schemas['CatalogComponent'];
export type HealthAnswer = Schemas['CatalogHealth'];
export type DomainsHealthAnswer = Schemas['DomainsHealth'];
export type Account = Schemas['Account'];
export type SystemAccount = Schemas['SystemAccount'];
export type Entry = Schemas['Entry'];
export type Transaction = Schemas['Transaction'];
export type Payment = Schemas['Payment'];
export type Endpoint = Schemas['WebhookEndpoint'];
export type Delivery = Schemas['WebhookDelivery'];
export type DomainRelease = Schemas['DomainRelease'];
export type ReleaseEntry = Schemas['ReleaseEntry'];
export type Happening = Schemas['ActivityItem'];
export type ParkingPlace = Schemas['CatalogParkingPlace'];
export type Snapshot = Schemas['CatalogSnapshot'];
export type CatalogChange = Schemas['CatalogChange'];
export type DeliveryMetrics = Schemas['DeliveryMetrics'];
