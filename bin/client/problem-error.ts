/** The API said no: status, slug and the explanation it gave. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly slug: string;
  constructor(status: number, slug: string, detail: string) {
    super(detail);
    this.status = status;
    this.slug = slug;
  }
}

/** A command cannot go on, for a reason that its user can mend: printed as one line, exit code 1. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}
