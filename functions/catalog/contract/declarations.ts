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

/** Somebody who is not ours, as a person declares it: no template names them. */
export interface DeclaredExternal {
  /** `outside/<name>` */
  readonly id: string;
  /** What passes, and who notices when it stops. */
  readonly says: string;
  /** The domain that answers for the relation, and how much hangs on it. */
  readonly owner: string;
  readonly tier: 1 | 2 | 3;
  /** Where it stands how they are reached. */
  readonly link: string;
  /** Our own parts that reach them; `calls` where they fail with them, `reaches` where their work waits. */
  readonly reachedBy: readonly {
    readonly component: string;
    readonly kind: 'calls' | 'reaches';
    readonly via: string;
  }[];
}

/** What the catalog cannot read from a template: the contracts, which runbooks there are, and who is not ours. */
export interface Declarations {
  readonly domains: readonly DeclaredDomain[];
  /** Files of `docs/runbooks`, without path and ending. */
  readonly runbooks: readonly string[];
  /** Absent in assemblies of before there were any. */
  readonly externals?: readonly DeclaredExternal[];
}

/** The file of the assembly that holds the declarations. */
export const DECLARATIONS_FILE = 'folio.declarations.json';
