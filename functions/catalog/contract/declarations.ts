/** A call of the API as its domain's contract has it. */
export interface DeclaredOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Any one of them opens the route; none means that it is open to all. */
  readonly scopes: readonly string[];
}

/** A version of an event as its producer's contract has it. */
export interface DeclaredEvent {
  readonly source: string;
  readonly detailType: string;
  readonly version: number;
  readonly public: boolean;
  /** JSON Schema of `data` in the envelope. */
  readonly schema: unknown;
}

/** A domain as its contract declares it; JSON, so that it can lie beside the templates. */
export interface DeclaredDomain {
  readonly name: string;
  readonly operations: readonly DeclaredOperation[];
  readonly events: readonly DeclaredEvent[];
  /** Name of the entry file -> what starts it. */
  readonly functions: Readonly<Record<string, string>>;
}

/** What the catalog cannot read from a template: the contracts, and which runbooks there are. */
export interface Declarations {
  readonly domains: readonly DeclaredDomain[];
  /** Files of `docs/runbooks`, without path and ending. */
  readonly runbooks: readonly string[];
}

/** The file of the assembly that holds the declarations. */
export const DECLARATIONS_FILE = 'folio.declarations.json';
